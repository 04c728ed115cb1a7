// The rooms of a chat server.
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

// Rooms by name. Any thread may call any function at any time, and so may the functions that a
// caller passes in: they run in the caller's thread while no lock of the registry is held, so
// that they may take their time and use the registry themselves.
class ChatRooms {
  public:
    // What is handed out is a picture of the room: it never changes, not even when the room gets
    // another topic, and lives as long as somebody keeps it.
    using RoomPtr = std::shared_ptr<const Room>;

    // Returns the room of this name. If there is none, adds the one that make() returns, and
    // returns that. If somebody else adds one while make() runs, theirs stays and is returned, and
    // ours is dropped: all callers get the same room. If make() throws, nothing has been added.
    RoomPtr get_or_add(const std::string& name, const std::function<Room()>& make) {
        if (!find(name)) add(name, make());
        return find(name);
    }

    // The room of this name, or null.
    [[nodiscard]] RoomPtr find(const std::string& name) const {
        const std::lock_guard lock(mutex_);
        const auto found = rooms_.find(name);
        return found == rooms_.end() ? nullptr : found->second;
    }

    // Gives the room another topic; says whether there was such a room.
    bool set_topic(const std::string& name, const std::string& topic) {
        const std::lock_guard lock(mutex_);
        const auto found = rooms_.find(name);
        if (found == rooms_.end()) return false;
        found->second->topic = topic;
        return true;
    }

    // Removes the room; says whether there was such a room.
    bool remove(const std::string& name) {
        const std::lock_guard lock(mutex_);
        return rooms_.erase(name) > 0;
    }

    // Calls visit(name, room) once for each room. A room that is added or removed meanwhile, by
    // visit or by another thread, may or may not be among them; all others are.
    void for_each(const std::function<void(const std::string&, const Room&)>& visit) const {
        // No lock here: visit may use the registry.
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
