// Fails: schedules, wrong, "another thread"
// A map that never changes needs a lock only for the moment at which the pointer is exchanged, one
// thinks. But two writers who copy the same map each leave out what the other one changes, and the
// later wins.
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
        auto changed = *rooms_;
        RoomPtr room = changed.try_emplace(name, std::move(made)).first->second;
        rooms_ = std::make_shared<const Rooms>(std::move(changed));
        return room;
    }

    [[nodiscard]] RoomPtr find(const std::string& name) const {
        const auto rooms = all();
        const auto found = rooms->find(name);
        return found == rooms->end() ? nullptr : found->second;
    }

    bool set_topic(const std::string& name, const std::string& topic) {
        auto changed = *all();
        const auto found = changed.find(name);
        if (found == changed.end()) return false;
        Room room = *found->second;
        room.topic = topic;
        found->second = std::make_shared<const Room>(std::move(room));
        replace(std::move(changed));
        return true;
    }

    bool remove(const std::string& name) {
        auto changed = *all();
        if (changed.erase(name) == 0) return false;
        replace(std::move(changed));
        return true;
    }

    void for_each(const std::function<void(const std::string&, const Room&)>& visit) const {
        const auto rooms = all();
        for (const auto& [name, room] : *rooms) visit(name, *room);
    }

    [[nodiscard]] std::size_t size() const { return all()->size(); }

  private:
    using Rooms = std::unordered_map<std::string, RoomPtr>;

    std::shared_ptr<const Rooms> all() const {
        const std::lock_guard lock(mutex_);
        return rooms_;
    }

    void replace(Rooms changed) {
        const std::lock_guard lock(mutex_);
        rooms_ = std::make_shared<const Rooms>(std::move(changed));
    }

    mutable std::mutex mutex_;
    std::shared_ptr<const Rooms> rooms_ = std::make_shared<const Rooms>();
};
