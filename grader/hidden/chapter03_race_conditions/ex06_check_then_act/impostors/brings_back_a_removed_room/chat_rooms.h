// Fails: schedules, wrong, "brought it back"
// What was handed out must not change, so set_topic() makes a changed copy of the room that it has
// found, and puts that in. Meanwhile the room may have been removed.
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
        if (RoomPtr room = find(name)) return room;
        auto made = std::make_shared<const Room>(make());
        const std::lock_guard lock(mutex_);
        return rooms_.try_emplace(name, std::move(made)).first->second;
    }

    [[nodiscard]] RoomPtr find(const std::string& name) const {
        const std::lock_guard lock(mutex_);
        const auto found = rooms_.find(name);
        return found == rooms_.end() ? nullptr : found->second;
    }

    bool set_topic(const std::string& name, const std::string& topic) {
        const RoomPtr room = find(name);
        if (!room) return false;
        auto changed = std::make_shared<Room>(*room);
        changed->topic = topic;
        const std::lock_guard lock(mutex_);
        rooms_[name] = std::move(changed);
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
    Rooms rooms_;
};
