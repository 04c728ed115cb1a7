// Fails: behaviour, deadlock, "mutex_"
// Sizes are added up without locking twice, but `visit` runs under the lock: the first visit that
// uses the tree waits for ever.
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
        std::lock_guard lock(mutex_);
        if (!folders_.contains(name) || !folders_.contains(new_parent)) return false;
        if (is_below_locked(new_parent, name)) return false;
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
            for (const auto& [name, size] : sizes) visit(name, size);
        }
    }

  private:
    struct Folder {
        long bytes = 0;      // of the files in this folder alone
        std::string parent;  // empty for "root"
        std::vector<std::string> children;
    };

    // The functions named _locked are called with mutex_ held and do not lock it. They may call
    // each other; the public functions lock once and call only these.

    long size_locked(const std::string& name) const {
        const Folder& folder = folders_.at(name);
        long bytes = folder.bytes;
        for (const std::string& child : folder.children) bytes += size_locked(child);
        return bytes;
    }

    // Whether `name` is `folder` or lies below it.
    bool is_below_locked(const std::string& name, const std::string& folder) const {
        for (std::string at = name; !at.empty(); at = folders_.at(at).parent) {
            if (at == folder) return true;
        }
        return false;
    }

    // Takes out `name` and what lies below it; the list of its parent is left to the caller.
    long remove_locked(const std::string& name) {
        const Folder folder = folders_[name];
        folders_.erase(name);
        long freed = folder.bytes;
        for (const std::string& child : folder.children) freed += remove_locked(child);
        return freed;
    }

    mutable std::mutex mutex_;  // guards folders_
    std::map<std::string, Folder> folders_{{"root", {}}};
};
