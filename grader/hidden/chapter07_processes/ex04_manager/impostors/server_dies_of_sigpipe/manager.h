// Fails: behaviour, wrong, "SIGPIPE"
// send() fails when the client is gone, and that ends the client's thread. The signal that comes
// with it ends the server.
#pragma once

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

// There is no server at that path, or none any more. The process that asked lives on.
class ManagerGone : public std::runtime_error {
  public:
    ManagerGone() : std::runtime_error("the manager's server is gone") {}
};

// Requests and replies are lists of strings. Each string is sent as its length and its bytes, and
// before all of them stands their number. The functions say whether the other end was there.
using Fields = std::vector<std::string>;

inline bool send_all(int line, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = send(line, bytes.data(), bytes.size(), 0);
        if (sent >= 0)
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        else if (errno != EINTR)
            return false;
    }
    return true;
}

inline bool receive_all(int line, char* to, std::size_t size) {
    while (size > 0) {
        const ssize_t got = recv(line, to, size, 0);
        if (got == 0 || (got < 0 && errno != EINTR)) return false;
        if (got < 0) continue;
        to += got;
        size -= static_cast<std::size_t>(got);
    }
    return true;
}

inline bool send_fields(int line, const Fields& fields) {
    std::string bytes;
    const auto add_number = [&bytes](std::uint32_t number) {
        bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
    };
    add_number(static_cast<std::uint32_t>(fields.size()));
    for (const std::string& field : fields) {
        add_number(static_cast<std::uint32_t>(field.size()));
        bytes += field;
    }
    return send_all(line, bytes);
}

inline std::optional<Fields> receive_fields(int line) {
    std::uint32_t count = 0;
    if (!receive_all(line, reinterpret_cast<char*>(&count), sizeof count)) return std::nullopt;
    Fields fields;
    for (std::uint32_t i = 0; i < count; ++i) {
        std::uint32_t size = 0;
        if (!receive_all(line, reinterpret_cast<char*>(&size), sizeof size)) return std::nullopt;
        std::string& field = fields.emplace_back(size, '\0');
        if (!receive_all(line, field.data(), size)) return std::nullopt;
    }
    return fields;
}

// What the server's process holds. Each client has a thread there, and a request is carried out
// under the lock; to send and to receive, which may take a client's time, needs none.
class ManagedData {
  public:
    Fields carry_out(const Fields& request) {
        const std::lock_guard lock(mutex_);
        const std::string& what = request.at(0);
        if (what == "dict get") return value_of(request.at(1));
        if (what == "dict set") {
            dict_[request.at(1)] = request.at(2);
            return {};
        }
        if (what == "dict erase") return said(dict_.erase(request.at(1)) > 0);
        if (what == "dict size") return {std::to_string(dict_.size())};
        if (what == "dict replace") {  // key, new value, and the old value if there was one
            const bool same = value_of(request.at(1)) == Fields(request.begin() + 3, request.end());
            if (same) dict_[request.at(1)] = request.at(2);
            return said(same);
        }
        if (what == "list append") {
            list_.push_back(request.at(1));
            return {};
        }
        if (what == "list at") {
            const std::size_t index = std::stoul(request.at(1));
            return index < list_.size() ? Fields{list_[index]} : Fields{};
        }
        if (what == "list pop") {
            if (list_.empty()) return {};
            Fields last{std::move(list_.back())};
            list_.pop_back();
            return last;
        }
        if (what == "list size") return {std::to_string(list_.size())};
        if (what == "list all") return list_;
        throw std::invalid_argument("there is no such request");
    }

  private:
    [[nodiscard]] Fields value_of(const std::string& key) const {
        const auto found = dict_.find(key);
        return found == dict_.end() ? Fields{} : Fields{found->second};
    }
    static Fields said(bool yes) { return yes ? Fields{"yes"} : Fields{}; }

    std::mutex mutex_;
    std::map<std::string, std::string> dict_;
    Fields list_;
};

// The life of one client, in a thread of the server. Whatever is wrong with it ends it alone.
inline void answer(int client, ManagedData& data) {
    try {
        while (const auto request = receive_fields(client))
            if (!send_fields(client, data.carry_out(*request))) break;
    } catch (const std::exception&) {
    }
    close(client);
}

inline int unix_socket(const std::string& path, sockaddr_un& address) {
    address = {};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) throw std::length_error("the path is too long");
    std::memcpy(address.sun_path, path.data(), path.size());
    const int made = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (made < 0) throw std::system_error(errno, std::generic_category(), "socket");
    return made;
}

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
    explicit Manager(std::string path) : path_(std::move(path)) {
        sockaddr_un address;
        const int listening = unix_socket(path_, address);
        unlink(path_.c_str());
        int ends[2] = {-1, -1};
        // Before fork(), so that nobody comes too early.
        if (bind(listening, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
            listen(listening, 64) == 0 && pipe(ends) == 0 && (server_ = fork()) == 0) {
            close(ends[1]);
            serve(listening, ends[0]);
        }
        const int error = errno;
        close(listening);
        close(ends[0]);
        owner_ = ends[1];
        if (server_ > 0) return;
        close(owner_);
        throw std::system_error(error, std::generic_category(), "starting the manager's server");
    }

    // Ends the server and removes the socket, whether or not there are clients. If the process dies
    // without getting here, the server ends by itself when that process and the processes that it
    // started are gone.
    ~Manager() {
        kill(server_, SIGKILL);
        while (waitpid(server_, nullptr, 0) < 0 && errno == EINTR) {
        }
        close(owner_);
        unlink(path_.c_str());
    }

    Manager(const Manager&) = delete;
    Manager& operator=(const Manager&) = delete;

  private:
    // Nothing is ever written to the owner's pipe. It ends when nobody has its other end any more.
    [[noreturn]] void serve(int listening, int owner) {
        ManagedData data;
        for (;;) {
            pollfd lines[] = {{listening, POLLIN, 0}, {owner, POLLIN, 0}};
            if (poll(lines, 2, -1) < 0) continue;
            if (lines[1].revents != 0) {
                unlink(path_.c_str());
                _exit(0);
            }
            const int client = accept(listening, nullptr, nullptr);
            if (client < 0) continue;
            try {
                std::thread([client, &data] { answer(client, data); }).detach();  // until _exit()
            } catch (const std::system_error&) {
                close(client);  // too many
            }
        }
    }

    std::string path_;
    pid_t server_ = -1;
    int owner_ = -1;
};

// A proxy's line to the server.
class ManagerLine {
  public:
    explicit ManagerLine(const std::string& path) {
        sockaddr_un address;
        line_ = unix_socket(path, address);
        while (connect(line_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
            if (errno == EINTR) continue;
            close(line_);
            throw ManagerGone();
        }
    }
    ~ManagerLine() { close(line_); }
    ManagerLine(const ManagerLine&) = delete;
    ManagerLine& operator=(const ManagerLine&) = delete;

    Fields ask(const Fields& request) {
        if (!send_fields(line_, request)) throw ManagerGone();
        std::optional<Fields> reply = receive_fields(line_);
        if (!reply) throw ManagerGone();
        return *std::move(reply);
    }

    std::optional<std::string> ask_for_one(const Fields& request) {
        const Fields reply = ask(request);
        return reply.empty() ? std::nullopt : std::optional(reply.front());
    }

  private:
    int line_;
};

// A proxy has a connection of its own. Each process makes its own proxies, and uses each for one
// call at a time. Keys and values hold any bytes; they may be empty, and a megabyte long. All calls
// wait for the server's answer and go on when a signal interrupts them. The constructors and all
// calls throw ManagerGone when there is no server.
class SharedDict {
  public:
    // Gets the present value, or nothing if there is none, and returns the new one.
    using Change = std::function<std::string(const std::optional<std::string>&)>;

    explicit SharedDict(const std::string& path) : line_(path) {}
    ~SharedDict() = default;
    SharedDict(const SharedDict&) = delete;
    SharedDict& operator=(const SharedDict&) = delete;

    [[nodiscard]] std::optional<std::string> get(const std::string& key) {
        return line_.ask_for_one({"dict get", key});
    }
    void set(const std::string& key, const std::string& value) {
        line_.ask({"dict set", key, value});
    }
    // Says whether there was such a key.
    bool erase(const std::string& key) { return !line_.ask({"dict erase", key}).empty(); }
    [[nodiscard]] std::size_t size() { return std::stoul(line_.ask({"dict size"}).at(0)); }

    // Sets `key` to change(its present value) and returns that, and no other change of the key is
    // lost: `change` is called in this process, while all others can use the dict; if one of them
    // has changed the key meanwhile, it is called again, with the new value. What it throws reaches
    // the caller, and nothing is changed.
    std::string update(const std::string& key, const Change& change) {
        for (;;) {
            const std::optional<std::string> before = get(key);
            std::string after = change(before);
            Fields request{"dict replace", key, after};
            if (before) request.push_back(*before);
            // Compare and replace is one request: nobody comes between the look and the change.
            if (!line_.ask(request).empty()) return after;
        }
    }

  private:
    ManagerLine line_;
};

// What was said of SharedDict holds here as well.
class SharedList {
  public:
    explicit SharedList(const std::string& path) : line_(path) {}
    ~SharedList() = default;
    SharedList(const SharedList&) = delete;
    SharedList& operator=(const SharedList&) = delete;

    void append(const std::string& value) { line_.ask({"list append", value}); }
    // Throws std::out_of_range if there is no such place.
    [[nodiscard]] std::string at(std::size_t index) {
        const auto value = line_.ask_for_one({"list at", std::to_string(index)});
        if (!value) throw std::out_of_range("the list has no such place");
        return *value;
    }
    // Removes the last value and returns it, or nothing if the list is empty.
    std::optional<std::string> pop() { return line_.ask_for_one({"list pop"}); }
    [[nodiscard]] std::size_t size() { return std::stoul(line_.ask({"list size"}).at(0)); }
    [[nodiscard]] std::vector<std::string> all() { return line_.ask({"list all"}); }

  private:
    ManagerLine line_;
};
