// Fails: examples, deadlock, "mutex_"
// Part 1 with the type of the mutex exchanged: the functions still call each other, and the thread
// waits for the lock that it holds.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

class FolderTree {
  public:
    bool add(const std::string& name, const std::string& parent, long bytes) {
        std::lock_guard lock(mutex_);
        if (!contains(parent) || contains(name)) return false;
        folders_[name] = Folder{bytes, parent, {}};
        folders_[parent].children.push_back(name);
        return true;
    }

    [[nodiscard]] bool contains(const std::string& name) const {
        std::lock_guard lock(mutex_);
        return folders_.contains(name);
    }

    [[nodiscard]] long size(const std::string& name) const {
        std::lock_guard lock(mutex_);
        if (!contains(name)) return 0;
        const Folder& folder = folders_.at(name);
        long bytes = folder.bytes;
        for (const std::string& child : folder.children) bytes += size(child);
        return bytes;
    }

    bool move(const std::string& name, const std::string& new_parent) {
        std::lock_guard lock(mutex_);
        if (!contains(name) || !contains(new_parent) || is_below(new_parent, name)) return false;
        Folder& folder = folders_[name];
        std::erase(folders_[folder.parent].children, name);
        folders_[new_parent].children.push_back(name);
        folder.parent = new_parent;
        return true;
    }

    long remove(const std::string& name) {
        std::lock_guard lock(mutex_);
        if (name == "root" || !contains(name)) return 0;
        const long freed = size(name);
        // Each remove(child) shortens the list of children, so this goes through a copy.
        const std::vector<std::string> children = folders_[name].children;
        for (const std::string& child : children) remove(child);
        std::erase(folders_[folders_[name].parent].children, name);
        folders_.erase(name);
        return freed;
    }

    void for_each(const std::function<void(const std::string&, long)>& visit) const {
        std::lock_guard lock(mutex_);
        for (const auto& [name, folder] : folders_) visit(name, size(name));
    }

  private:
    struct Folder {
        long bytes = 0;      // of the files in this folder alone
        std::string parent;  // empty for "root"
        std::vector<std::string> children;
    };

    // Whether `name` is `folder` or lies below it. The caller holds the lock.
    bool is_below(const std::string& name, const std::string& folder) const {
        for (std::string at = name; !at.empty(); at = folders_.at(at).parent) {
            if (at == folder) return true;
        }
        return false;
    }

    mutable std::mutex mutex_;  // guards folders_
    std::map<std::string, Folder> folders_{{"root", {}}};
};
