// Fails: behaviour, wrong, "make() failed"
// Takes the place first, so that nobody else can, and fills it when the room is made. Others see
// the empty place meanwhile, and for good if make() throws.
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
        {
            const std::lock_guard lock(mutex_);
            const auto [place, is_new] = rooms_.try_emplace(name, std::make_shared<const Room>());
            if (!is_new) return place->second;
        }
        RoomPtr made = std::make_shared<const Room>(make());
        const std::lock_guard lock(mutex_);
        return rooms_[name] = made;
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
