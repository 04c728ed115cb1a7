// A process that owns a dict and a list, and the proxies with which other processes use them.
#pragma once

#include <racecourse/not_started.h>

#include <cstddef>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

// There is no server at that path, or none any more. The process that asked lives on.
class ManagerGone : public std::runtime_error {
  public:
    ManagerGone() : std::runtime_error("the manager's server is gone") {}
};

// Owns the server: a process that holds one dict and one list, both empty at first, and answers the
// proxies below.
//
// - Each request is carried out as a whole or not at all, and one after the other.
// - Clients are strangers: one that dies, or that stops in the middle of sending a request or of
//   reading a reply, or sends one that makes no sense for the data, holds up nobody else and does
//   no harm to the server.
class Manager {
  public:
    // Starts the server, which listens at the Unix stream socket `path`. When it returns, proxies
    // can be made. A socket that an earlier server has left there is replaced.
    explicit Manager(std::string path) {}

    // Ends the server and removes the socket, whether or not there are clients. If the process dies
    // without getting here, the server ends by itself when that process and the processes that it
    // started are gone.
    ~Manager() {}

    Manager(const Manager&) = delete;
    Manager& operator=(const Manager&) = delete;
};

// A proxy has a connection of its own. Each process makes its own proxies, and uses each for one
// call at a time. Keys and values hold any bytes; they may be empty, and a megabyte long. All calls
// wait for the server's answer and go on when a signal interrupts them. The constructors and all
// calls throw ManagerGone when there is no server.
class SharedDict {
  public:
    // Gets the present value, or nothing if there is none, and returns the new one.
    using Change = std::function<std::string(const std::optional<std::string>&)>;

    explicit SharedDict(const std::string& path) {}
    ~SharedDict() {}
    SharedDict(const SharedDict&) = delete;
    SharedDict& operator=(const SharedDict&) = delete;

    [[nodiscard]] std::optional<std::string> get(const std::string& key) {
        racecourse::not_started("SharedDict::get");
    }
    void set(const std::string& key, const std::string& value) {
        racecourse::not_started("SharedDict::set");
    }
    // Says whether there was such a key.
    bool erase(const std::string& key) { racecourse::not_started("SharedDict::erase"); }
    [[nodiscard]] std::size_t size() { racecourse::not_started("SharedDict::size"); }

    // Sets `key` to change(its present value) and returns that, and no other change of the key is
    // lost: `change` is called in this process, while all others can use the dict; if one of them
    // has changed the key meanwhile, it is called again, with the new value. What it throws reaches
    // the caller, and nothing is changed.
    std::string update(const std::string& key, const Change& change) {
        racecourse::not_started("SharedDict::update");
    }
};

// What was said of SharedDict holds here as well.
class SharedList {
  public:
    explicit SharedList(const std::string& path) {}
    ~SharedList() {}
    SharedList(const SharedList&) = delete;
    SharedList& operator=(const SharedList&) = delete;

    void append(const std::string& value) { racecourse::not_started("SharedList::append"); }
    // Throws std::out_of_range if there is no such place.
    [[nodiscard]] std::string at(std::size_t index) { racecourse::not_started("SharedList::at"); }
    // Removes the last value and returns it, or nothing if the list is empty.
    std::optional<std::string> pop() { racecourse::not_started("SharedList::pop"); }
    [[nodiscard]] std::size_t size() { racecourse::not_started("SharedList::size"); }
    [[nodiscard]] std::vector<std::string> all() { racecourse::not_started("SharedList::all"); }
};
