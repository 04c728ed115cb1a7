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
        if (RoomPtr room = find(name)) return room;
        auto made = std::make_shared<const Room>(make());
        // The answer of find() is out of date by now. try_emplace looks again and adds, under one
        // lock, and leaves the room alone that somebody else may have added.
        const std::lock_guard lock(mutex_);
        return rooms_.try_emplace(name, std::move(made)).first->second;
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
        // The old room has been handed out and must not change: another takes its place.
        auto changed = std::make_shared<Room>(*found->second);
        changed->topic = topic;
        found->second = std::move(changed);
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
        // visit must not run under the lock, and rooms_ must not be read without it: so visit a
        // copy. It is cheap, for the rooms themselves are shared.
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
