// The tree of folders again. Part 2: with a std::mutex, which no thread can lock twice.
#pragma once

#include <racecourse/not_started.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

// Any thread may call any function at any time, and each call takes effect at one moment.
// A new tree has one folder, "root", without files. Folders have different names.
class FolderTree {
  public:
    // Puts a new folder, with `bytes` of files in it, into `parent`. Returns false and changes
    // nothing if there is no `parent` or if there is a folder `name` already.
    bool add(const std::string& name, const std::string& parent, long bytes) {
        racecourse::not_started("FolderTree::add");
    }

    // Whether there is a folder `name`.
    [[nodiscard]] bool contains(const std::string& name) const {
        racecourse::not_started("FolderTree::contains");
    }

    // The bytes in `name` and in everything below it, at one moment. 0 if there is no such folder.
    [[nodiscard]] long size(const std::string& name) const {
        racecourse::not_started("FolderTree::size");
    }

    // Puts `name`, with everything below it, into `new_parent`. Returns false and changes nothing
    // if one of them does not exist, or if `new_parent` is `name` itself or lies below it. Nobody
    // sees the folder in both places or in neither.
    bool move(const std::string& name, const std::string& new_parent) {
        racecourse::not_started("FolderTree::move");
    }

    // Removes `name` with everything below it and returns the bytes set free: exactly those of the
    // folders that this call removed. Returns 0 and changes nothing for "root" and for a folder
    // that does not exist.
    long remove(const std::string& name) { racecourse::not_started("FolderTree::remove"); }

    // Calls visit(name, size) once for each folder, in any order, with the names and sizes of one
    // moment. What is changed after that moment is not noticed by these visits.
    // `visit` may call every function of this tree, and may wait for other threads that use it.
    void for_each(const std::function<void(const std::string&, long)>& visit) const {
        racecourse::not_started("FolderTree::for_each");
    }

  private:
    struct Folder {
        long bytes = 0;      // of the files in this folder alone
        std::string parent;  // empty for "root"
        std::vector<std::string> children;
    };

    std::map<std::string, Folder> folders_{{"root", {}}};
};
