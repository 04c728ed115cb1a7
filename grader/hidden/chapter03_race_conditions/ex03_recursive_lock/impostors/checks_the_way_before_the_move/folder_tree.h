// Fails: schedules, wrong, "would lie below itself"
// Asks under the lock whether the move is allowed, and does it under the lock, but lets go between
// the two. Two folders that are moved into each other are both allowed, and end up in a circle that
// no longer hangs on the root.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

class FolderTree {
  public:
    bool add(const std::string& name, const std::string& parent, long bytes) {
        std::lock_guard lock(mutex_);
        if (!folders_.contains(parent) || folders_.contains(name)) return false;
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
        return folders_.contains(name) ? size_locked(name) : 0;
    }

    bool move(const std::string& name, const std::string& new_parent) {
        if (!may_move(name, new_parent)) return false;
        std::lock_guard lock(mutex_);
        Folder& folder = folders_[name];
        std::erase(folders_[folder.parent].children, name);
        folders_[new_parent].children.push_back(name);
        folder.parent = new_parent;
        return true;
    }

    long remove(const std::string& name) {
        std::lock_guard lock(mutex_);
        if (name == "root" || !folders_.contains(name)) return 0;
        std::erase(folders_[folders_[name].parent].children, name);
        return remove_locked(name);
    }

    void for_each(const std::function<void(const std::string&, long)>& visit) const {
        std::vector<std::pair<std::string, long>> sizes;
        {
            std::lock_guard lock(mutex_);
            for (const auto& [name, folder] : folders_) sizes.emplace_back(name, size_locked(name));
        }
        for (const auto& [name, size] : sizes) visit(name, size);
    }

  private:
    bool may_move(const std::string& name, const std::string& new_parent) const {
        std::lock_guard lock(mutex_);
        if (!folders_.contains(name) || !folders_.contains(new_parent)) return false;
        return !is_below_locked(new_parent, name);
    }

    struct Folder {
        long bytes = 0;
        std::string parent;
        std::vector<std::string> children;
    };

    long size_locked(const std::string& name) const {
        const Folder& folder = folders_.at(name);
        long bytes = folder.bytes;
        for (const std::string& child : folder.children) bytes += size_locked(child);
        return bytes;
    }

    bool is_below_locked(const std::string& name, const std::string& folder) const {
        for (std::string at = name; !at.empty(); at = folders_.at(at).parent) {
            if (at == folder) return true;
        }
        return false;
    }

    long remove_locked(const std::string& name) {
        const Folder folder = folders_[name];
        folders_.erase(name);
        long freed = folder.bytes;
        for (const std::string& child : folder.children) freed += remove_locked(child);
        return freed;
    }

    mutable std::mutex mutex_;
    std::map<std::string, Folder> folders_{{"root", {}}};
};
