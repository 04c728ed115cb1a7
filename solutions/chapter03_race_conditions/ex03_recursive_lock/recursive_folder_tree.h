// A tree of folders, as a disk usage tool keeps it. Part 1: with a std::recursive_mutex.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

// Any thread may call any function at any time, and each call takes effect at one moment.
// A new tree has one folder, "root", without files. Folders have different names.
class RecursiveFolderTree {
  public:
    // Puts a new folder, with `bytes` of files in it, into `parent`. Returns false and changes
    // nothing if there is no `parent` or if there is a folder `name` already.
    bool add(const std::string& name, const std::string& parent, long bytes) {
        std::lock_guard lock(mutex_);
        if (!contains(parent) || contains(name)) return false;
        folders_[name] = Folder{bytes, parent, {}};
        folders_[parent].children.push_back(name);
        return true;
    }

    // Whether there is a folder `name`.
    [[nodiscard]] bool contains(const std::string& name) const {
        std::lock_guard lock(mutex_);
        return folders_.contains(name);
    }

    // The bytes in `name` and in everything below it, at one moment. 0 if there is no such folder.
    [[nodiscard]] long size(const std::string& name) const {
        std::lock_guard lock(mutex_);
        if (!contains(name)) return 0;
        const Folder& folder = folders_.at(name);
        long bytes = folder.bytes;
        for (const std::string& child : folder.children) bytes += size(child);
        return bytes;
    }

    // Puts `name`, with everything below it, into `new_parent`. Returns false and changes nothing
    // if one of them does not exist, or if `new_parent` is `name` itself or lies below it. Nobody
    // sees the folder in both places or in neither.
    bool move(const std::string& name, const std::string& new_parent) {
        std::lock_guard lock(mutex_);
        if (!contains(name) || !contains(new_parent) || is_below(new_parent, name)) return false;
        Folder& folder = folders_[name];
        std::erase(folders_[folder.parent].children, name);
        folders_[new_parent].children.push_back(name);
        folder.parent = new_parent;
        return true;
    }

    // Removes `name` with everything below it and returns the bytes set free: exactly those of the
    // folders that this call removed. Returns 0 and changes nothing for "root" and for a folder
    // that does not exist.
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

    // Calls visit(name, size(name)) once for each folder, in any order. No other thread changes the
    // tree until the last visit has returned. `visit` may call contains() and size() of this tree;
    // it must not change the tree, nor wait for another thread that uses it.
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

    mutable std::recursive_mutex mutex_;  // guards folders_
    std::map<std::string, Folder> folders_{{"root", {}}};
};
