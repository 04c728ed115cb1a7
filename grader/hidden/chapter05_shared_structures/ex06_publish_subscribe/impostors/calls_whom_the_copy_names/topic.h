// Fails: behaviour, wrong, "may not be called any more"
// The copy of the list is taken for the truth: who unsubscribes during an event is called all the
// same.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

template <class Event>
class Topic {
  public:
    using Callback = std::function<void(const Event&)>;
    using Id = long;

    Id subscribe(Callback callback) {
        const std::lock_guard lock(mutex_);
        subscribers_.push_back(std::make_shared<Subscriber>(++last_id_, std::move(callback)));
        return last_id_;
    }

    void publish(const Event& event) {
        for (const auto& subscriber : snapshot()) {
            if (!begin_call(subscriber->id)) continue;
            const CallEnds call_ends(*this, subscriber->id);
            subscriber->callback(event);
        }
    }

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

    bool begin_call(Id id) {
        const std::lock_guard lock(mutex_);
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
