// Tells everybody who has subscribed.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

// Any thread may call any function at any time, also from inside a callback of the same topic. The
// topic is destroyed when nobody uses it any more.
template <class Event>
class Topic {
  public:
    using Callback = std::function<void(const Event&)>;
    using Id = long;

    // From now on `callback` is called for each event. Returns a number for unsubscribe(), which is
    // never given twice.
    Id subscribe(Callback callback) {
        const std::lock_guard lock(mutex_);
        subscribers_.push_back(std::make_shared<Subscriber>(++last_id_, std::move(callback)));
        return last_id_;
    }

    // Calls the callback of each subscriber with `event`, one after the other in the order in which
    // they subscribed, in the thread that called publish().
    //
    // - It calls those who were subscribed when publish() began and still are when their turn
    //   comes. Who subscribes meanwhile, in a callback for example, gets later events and not
    //   this one.
    // - No lock is held during a call. Several threads may publish at once, and then one callback
    //   may run in several threads at once.
    // - If a callback throws, the exception reaches the caller of publish(), and those who would
    //   have come after it do not get this event. The topic can be used as before.
    void publish(const Event& event) {
        for (const auto& subscriber : snapshot()) {
            if (!begin_call(subscriber->id)) continue;
            const CallEnds call_ends(*this, subscriber->id);
            subscriber->callback(event);
        }
    }

    // Ends a subscription. An unknown `id`, or one that has ended, is no error.
    //
    // - When it returns, nobody will call that callback any more, and it is not running: what the
    //   callback uses can be destroyed. So it waits, asleep, until calls that run have ended.
    // - Only when it is called from inside a callback of this topic (whichever) it does not wait,
    //   because it might wait for itself. Then, too, no new call begins; but a call that runs in
    //   another thread may go on for a while.
    void unsubscribe(Id id) {
        std::unique_lock lock(mutex_);
        std::erase_if(subscribers_, [id](const auto& each) { return each->id == id; });
        const auto me = std::this_thread::get_id();
        if (std::ranges::any_of(calls_, [me](const Call& call) { return call.thread == me; }))
            return;
        call_ended_.wait(lock, [this, id] {
            return std::ranges::none_of(calls_, [id](const Call& call) { return call.id == id; });
        });
    }

  private:
    struct Subscriber {
        Subscriber(Id id, Callback callback) : id(id), callback(std::move(callback)) {}
        const Id id;
        const Callback callback;
    };
    struct Call {  // one that runs
        Id id;
        std::thread::id thread;
        bool operator==(const Call&) const = default;
    };

    std::vector<std::shared_ptr<Subscriber>> snapshot() {
        const std::lock_guard lock(mutex_);
        return subscribers_;
    }

    // Looks and notes in one step: after an unsubscribe() no call begins, and before it, it is
    // seen.
    bool begin_call(Id id) {
        const std::lock_guard lock(mutex_);
        if (std::ranges::none_of(subscribers_, [id](const auto& each) { return each->id == id; }))
            return false;
        calls_.push_back({id, std::this_thread::get_id()});
        return true;
    }

    class CallEnds {  // also when the callback throws
      public:
        CallEnds(Topic& topic, Id id) : topic_(topic), call_{id, std::this_thread::get_id()} {}
        ~CallEnds() {
            const std::lock_guard lock(topic_.mutex_);
            topic_.calls_.erase(std::ranges::find(topic_.calls_, call_));
            topic_.call_ended_.notify_all();
        }
        CallEnds(const CallEnds&) = delete;
        CallEnds& operator=(const CallEnds&) = delete;

      private:
        Topic& topic_;
        const Call call_;
    };

    std::mutex mutex_;
    std::condition_variable call_ended_;
    Id last_id_ = 0;                                        // guarded by mutex_, as is the rest
    std::vector<std::shared_ptr<Subscriber>> subscribers_;  // in the order of their numbers
    std::vector<Call> calls_;                               // those that run now
};
