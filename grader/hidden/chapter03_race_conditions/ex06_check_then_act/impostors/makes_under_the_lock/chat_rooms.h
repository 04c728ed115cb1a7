// Fails: behaviour, deadlock, "waits"
// Holds the lock from the look to the act, which ends the race, and calls a function of somebody
// else meanwhile. If that uses the registry, it waits for the lock that its own thread holds.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

struct Room {
    std::string topic;
    int seats = 0;
};

class ChatRooms {
  public:
    using RoomPtr = std::shared_ptr<const Room>;

    RoomPtr get_or_add(const std::string& name, const std::function<Room()>& make) {
        const std::lock_guard lock(mutex_);
        const auto found = rooms_.find(name);
        if (found != rooms_.end()) return found->second;
        return rooms_.emplace(name, std::make_shared<const Room>(make())).first->second;
    }

    [[nodiscard]] RoomPtr find(const std::string& name) const {
        const std::lock_guard lock(mutex_);
        const auto found = rooms_.find(name);
        return found == rooms_.end() ? nullptr : found->second;
    }

    bool set_topic(const std::string& name, const std::string& topic) {
        const std::lock_guard lock(mutex_);
        const auto found = rooms_.find(name);
        if (found == rooms_.end()) return false;
        auto changed = std::make_shared<Room>(*found->second);
        changed->topic = topic;
        found->second = std::move(changed);
        return true;
    }

    bool remove(const std::string& name) {
        const std::lock_guard lock(mutex_);
        return rooms_.erase(name) > 0;
    }

    void for_each(const std::function<void(const std::string&, const Room&)>& visit) const {
        for (const auto& [name, room] : snapshot()) visit(name, *room);
    }

    [[nodiscard]] std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return rooms_.size();
    }

  private:
    using Rooms = std::unordered_map<std::string, RoomPtr>;

    Rooms snapshot() const {
        const std::lock_guard lock(mutex_);
        return rooms_;
    }

    mutable std::mutex mutex_;
    Rooms rooms_;  // guarded by mutex_
};
