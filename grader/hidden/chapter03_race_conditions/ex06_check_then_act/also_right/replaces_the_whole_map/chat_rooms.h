// Another design: the map itself never changes; each writer puts a changed copy in its place.
// Readers hold the lock only to copy one pointer. Better when there are many readers and hardly any
// writers.
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
        const std::lock_guard lock(mutex_);
        const auto found = rooms_->find(name);
        if (found == rooms_->end()) return false;
        Room room = *found->second;
        room.topic = topic;
        auto changed = *rooms_;
        changed[name] = std::make_shared<const Room>(std::move(room));
        rooms_ = std::make_shared<const Rooms>(std::move(changed));
        return true;
    }

    bool remove(const std::string& name) {
        const std::lock_guard lock(mutex_);
        auto changed = *rooms_;
        if (changed.erase(name) == 0) return false;
        rooms_ = std::make_shared<const Rooms>(std::move(changed));
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

    mutable std::mutex mutex_;
    std::shared_ptr<const Rooms> rooms_ = std::make_shared<const Rooms>();  // guarded by mutex_
};
