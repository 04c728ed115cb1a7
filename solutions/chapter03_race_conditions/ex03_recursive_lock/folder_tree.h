// The tree of folders again. Part 2: with a std::mutex, which no thread can lock twice.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

// Any thread may call any function at any time, and each call takes effect at one moment.
// A new tree has one folder, "root", without files. Folders have different names.
class FolderTree {
  public:
    // Puts a new folder, with `bytes` of files in it, into `parent`. Returns false and changes
    // nothing if there is no `parent` or if there is a folder `name` already.
    bool add(const std::string& name, const std::string& parent, long bytes) {
        std::lock_guard lock(mutex_);
        if (!folders_.contains(parent) || folders_.contains(name)) return false;
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
        return folders_.contains(name) ? size_locked(name) : 0;
    }

    // Puts `name`, with everything below it, into `new_parent`. Returns false and changes nothing
    // if one of them does not exist, or if `new_parent` is `name` itself or lies below it. Nobody
    // sees the folder in both places or in neither.
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

    // Removes `name` with everything below it and returns the bytes set free: exactly those of the
    // folders that this call removed. Returns 0 and changes nothing for "root" and for a folder
    // that does not exist.
    long remove(const std::string& name) {
        std::lock_guard lock(mutex_);
        if (name == "root" || !folders_.contains(name)) return 0;
        std::erase(folders_[folders_[name].parent].children, name);
        return remove_locked(name);
    }

    // Calls visit(name, size) once for each folder, in any order, with the names and sizes of one
    // moment. What is changed after that moment is not noticed by these visits.
    // `visit` may call every function of this tree, and may wait for other threads that use it.
    void for_each(const std::function<void(const std::string&, long)>& visit) const {
        std::vector<std::pair<std::string, long>> sizes;
        {
            std::lock_guard lock(mutex_);
            for (const auto& [name, folder] : folders_) sizes.emplace_back(name, size_locked(name));
        }
        // Nobody else's code runs under the lock: `visit` may do what it likes.
        for (const auto& [name, size] : sizes) visit(name, size);
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
