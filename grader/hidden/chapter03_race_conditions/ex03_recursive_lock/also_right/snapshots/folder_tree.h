// Another design: the tree is never changed. Who wants to change it makes a changed copy and puts
// that in its place; readers keep the one that they have, and hold the lock only to fetch it. Right
// where trees are small, or read far more often than changed.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

class FolderTree {
  public:
    bool add(const std::string& name, const std::string& parent, long bytes) {
        std::lock_guard lock(mutex_);
        if (!tree_->contains(parent) || tree_->contains(name)) return false;
        Tree changed = *tree_;
        changed[name] = Folder{bytes, parent, {}};
        changed[parent].children.push_back(name);
        tree_ = std::make_shared<const Tree>(std::move(changed));
        return true;
    }

    [[nodiscard]] bool contains(const std::string& name) const { return now()->contains(name); }

    [[nodiscard]] long size(const std::string& name) const {
        const auto tree = now();
        return tree->contains(name) ? size(*tree, name) : 0;
    }

    bool move(const std::string& name, const std::string& new_parent) {
        std::lock_guard lock(mutex_);
        if (!tree_->contains(name) || !tree_->contains(new_parent)) return false;
        for (std::string at = new_parent; !at.empty(); at = tree_->at(at).parent) {
            if (at == name) return false;
        }
        Tree changed = *tree_;
        std::erase(changed[changed[name].parent].children, name);
        changed[new_parent].children.push_back(name);
        changed[name].parent = new_parent;
        tree_ = std::make_shared<const Tree>(std::move(changed));
        return true;
    }

    long remove(const std::string& name) {
        std::lock_guard lock(mutex_);
        if (name == "root" || !tree_->contains(name)) return 0;
        Tree changed = *tree_;
        std::erase(changed[changed[name].parent].children, name);
        const long freed = take_out(changed, name);
        tree_ = std::make_shared<const Tree>(std::move(changed));
        return freed;
    }

    void for_each(const std::function<void(const std::string&, long)>& visit) const {
        const auto tree = now();
        for (const auto& [name, folder] : *tree) visit(name, size(*tree, name));
    }

  private:
    struct Folder {
        long bytes = 0;
        std::string parent;
        std::vector<std::string> children;
    };
    using Tree = std::map<std::string, Folder>;

    std::shared_ptr<const Tree> now() const {
        std::lock_guard lock(mutex_);
        return tree_;
    }

    static long size(const Tree& tree, const std::string& name) {
        const Folder& folder = tree.at(name);
        long bytes = folder.bytes;
        for (const std::string& child : folder.children) bytes += size(tree, child);
        return bytes;
    }

    static long take_out(Tree& tree, const std::string& name) {
        const Folder folder = tree[name];
        tree.erase(name);
        long freed = folder.bytes;
        for (const std::string& child : folder.children) freed += take_out(tree, child);
        return freed;
    }

    mutable std::mutex mutex_;  // guards the pointer; what it points to never changes
    std::shared_ptr<const Tree> tree_ = std::make_shared<const Tree>(Tree{{"root", {}}});
};
