// Fails: behaviour, crash, "freed"
// The list is replaced, never changed, so a loop may go through the old one; if somebody keeps it.
// In `for (... : *current())` the pointer is gone before the first round.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

template <class Event>
class Topic {
  public:
    using Callback = std::function<void(const Event&)>;
    using Id = long;

    Id subscribe(Callback callback) {
        auto subscriber = std::make_shared<Subscriber>();
        subscriber->callback = std::move(callback);
        const std::lock_guard lock(mutex_);
        subscriber->id = ++last_id_;
        auto longer = *subscribers_;
        longer.push_back(subscriber);
        subscribers_ = std::make_shared<const List>(std::move(longer));
        return subscriber->id;
    }

    void publish(const Event& event) {
        for (const auto& subscriber : *current()) {
            if (const Call call(*subscriber, this); call.may_begin) subscriber->callback(event);
        }
    }

    void unsubscribe(Id id) {
        std::shared_ptr<Subscriber> leaving;
        {
            const std::lock_guard lock(mutex_);
            auto shorter = *subscribers_;
            const auto found = std::ranges::find(shorter, id, &Subscriber::id);
            if (found != shorter.end()) {
                leaving = *found;
                shorter.erase(found);
                subscribers_ = std::make_shared<const List>(std::move(shorter));
            } else {
                leaving = find_among_leaving(id);
            }
            if (!leaving) return;
            leaving_.push_back(leaving);
        }
        std::unique_lock lock(leaving->mutex);
        leaving->subscribed = false;
        if (std::ranges::find(topics_of_this_thread(), this) != topics_of_this_thread().end())
            return;
        leaving->ended.wait(lock, [&] { return leaving->calls == 0; });
    }

  private:
    struct Subscriber {
        Id id = 0;
        Callback callback;
        std::mutex mutex;
        std::condition_variable ended;
        bool subscribed = true;  // guarded by mutex
        int calls = 0;           // guarded by mutex
    };
    using List = std::vector<std::shared_ptr<Subscriber>>;

    // In which topics' callbacks this thread is, the innermost last.
    static std::vector<const void*>& topics_of_this_thread() {
        thread_local std::vector<const void*> topics;
        return topics;
    }

    struct Call {
        Call(Subscriber& subscriber, const void* topic) : subscriber(subscriber) {
            const std::lock_guard lock(subscriber.mutex);
            may_begin = subscriber.subscribed;
            if (!may_begin) return;
            ++subscriber.calls;
            topics_of_this_thread().push_back(topic);
        }
        ~Call() {
            if (!may_begin) return;
            topics_of_this_thread().pop_back();
            const std::lock_guard lock(subscriber.mutex);
            --subscriber.calls;
            subscriber.ended.notify_all();
        }
        Call(const Call&) = delete;
        Call& operator=(const Call&) = delete;
        Subscriber& subscriber;
        bool may_begin = false;
    };

    std::shared_ptr<const List> current() {
        const std::lock_guard lock(mutex_);
        return subscribers_;
    }
    // Needs mutex_. Somebody else may be waiting for the same one.
    std::shared_ptr<Subscriber> find_among_leaving(Id id) {
        std::erase_if(leaving_, [](const auto& each) { return each.expired(); });
        for (const auto& each : leaving_) {
            if (auto subscriber = each.lock(); subscriber && subscriber->id == id)
                return subscriber;
        }
        return nullptr;
    }

    std::mutex mutex_;
    Id last_id_ = 0;                                                            // guarded by mutex_
    std::shared_ptr<const List> subscribers_ = std::make_shared<const List>();  // guarded by mutex_
    std::vector<std::weak_ptr<Subscriber>> leaving_;                            // guarded by mutex_
};
