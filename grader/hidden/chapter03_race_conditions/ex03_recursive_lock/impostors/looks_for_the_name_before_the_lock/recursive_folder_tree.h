// Fails: schedules, wrong, "Folders have different names"
// "contains() locks by itself", so the first check stands in front of the lock. When the lock has
// come, somebody else may have added a folder of that name.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

class RecursiveFolderTree {
  public:
    bool add(const std::string& name, const std::string& parent, long bytes) {
        if (contains(name)) return false;
        std::lock_guard lock(mutex_);
        if (!contains(parent)) return false;
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
        long bytes = 0;
        std::string parent;
        std::vector<std::string> children;
    };

    bool is_below(const std::string& name, const std::string& folder) const {
        for (std::string at = name; !at.empty(); at = folders_.at(at).parent) {
            if (at == folder) return true;
        }
        return false;
    }

    mutable std::recursive_mutex mutex_;
    std::map<std::string, Folder> folders_{{"root", {}}};
};
