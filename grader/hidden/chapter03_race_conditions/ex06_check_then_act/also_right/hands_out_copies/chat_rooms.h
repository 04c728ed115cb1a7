// Another design: the map holds plain rooms that change in place, and what leaves it is a copy made
// under the lock. Better when rooms change often and are small.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

struct Room {
    std::string topic;
    int seats = 0;
};

class ChatRooms {
  public:
    using RoomPtr = std::shared_ptr<const Room>;

    RoomPtr get_or_add(const std::string& name, const std::function<Room()>& make) {
        if (RoomPtr room = find(name)) return room;
        Room made = make();
        const std::lock_guard lock(mutex_);
        return copy_of(rooms_.try_emplace(name, std::move(made)).first->second);
    }

    [[nodiscard]] RoomPtr find(const std::string& name) const {
        const std::lock_guard lock(mutex_);
        const auto found = rooms_.find(name);
        return found == rooms_.end() ? nullptr : copy_of(found->second);
    }

    bool set_topic(const std::string& name, const std::string& topic) {
        const std::lock_guard lock(mutex_);
        const auto found = rooms_.find(name);
        if (found == rooms_.end()) return false;
        found->second.topic = topic;
        return true;
    }

    bool remove(const std::string& name) {
        const std::lock_guard lock(mutex_);
        return rooms_.erase(name) > 0;
    }

    void for_each(const std::function<void(const std::string&, const Room&)>& visit) const {
        std::vector<std::string> names;
        {
            const std::lock_guard lock(mutex_);
            for (const auto& entry : rooms_) names.push_back(entry.first);
        }
        for (const auto& name : names) {
            if (const RoomPtr room = find(name)) visit(name, *room);
        }
    }

    [[nodiscard]] std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return rooms_.size();
    }

  private:
    static RoomPtr copy_of(const Room& room) { return std::make_shared<const Room>(room); }

    mutable std::mutex mutex_;
    std::unordered_map<std::string, Room> rooms_;  // guarded by mutex_
};
