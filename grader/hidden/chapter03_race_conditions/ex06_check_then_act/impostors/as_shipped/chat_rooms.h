// Fails: behaviour, crash, "used that was freed"
// The untouched file: "each function locks, so the class is safe."
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
        if (!find(name)) add(name, make());
        return find(name);
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
        found->second->topic = topic;
        return true;
    }

    bool remove(const std::string& name) {
        const std::lock_guard lock(mutex_);
        return rooms_.erase(name) > 0;
    }

    void for_each(const std::function<void(const std::string&, const Room&)>& visit) const {
        for (const auto& [name, room] : rooms_) visit(name, *room);
    }

    [[nodiscard]] std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return rooms_.size();
    }

  private:
    void add(const std::string& name, Room room) {
        const std::lock_guard lock(mutex_);
        rooms_[name] = std::make_shared<Room>(std::move(room));
    }

    mutable std::mutex mutex_;
    std::unordered_map<std::string, std::shared_ptr<Room>> rooms_;  // guarded by mutex_
};
