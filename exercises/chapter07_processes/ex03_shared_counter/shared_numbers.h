// Numbers in shared memory: several processes add to them, and any of them may die at any moment.
#pragma once

#include <racecourse/not_started.h>

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

// Any process that has made or opened it, and any thread, may call any function at any time.
//
// A process may be killed at any moment, also inside of a call: the others then neither hang nor
// find a change that is half done. Either all of it has happened or nothing.
class SharedNumbers {
  public:
    // Makes a segment of shared memory with `size` numbers, all 0. `name` begins with a slash and
    // has no other. Throws std::system_error if there is one of this name, or it cannot be made.
    SharedNumbers(const std::string& name, std::size_t size) {
        racecourse::not_started("SharedNumbers");
    }
    // Opens one that some process has made. Throws std::system_error if there is none, or if its
    // maker has not finished it (and perhaps never will).
    explicit SharedNumbers(const std::string& name) { racecourse::not_started("SharedNumbers"); }
    // The maker's removes the name: nobody can open the segment any more, and it is gone when the
    // last one who has it open lets go. Nothing that belongs to this process is left open.
    ~SharedNumbers() {}
    SharedNumbers(const SharedNumbers&) = delete;
    SharedNumbers& operator=(const SharedNumbers&) = delete;

    [[nodiscard]] std::size_t size() const { racecourse::not_started("SharedNumbers::size"); }

    // An index that is too large throws std::out_of_range.
    [[nodiscard]] long get(std::size_t index) const {
        racecourse::not_started("SharedNumbers::get");
    }
    // Returns the new value.
    long add(std::size_t index, long amount) { racecourse::not_started("SharedNumbers::add"); }
    // All numbers as they are at one moment.
    [[nodiscard]] std::vector<long> all() const { racecourse::not_started("SharedNumbers::all"); }
    // Lets `change` read and change all numbers; to everybody else it happens all at once. If it
    // throws, nothing has changed, and the exception comes out here. It must not use this object.
    void update(const std::function<void(std::span<long>)>& change) {
        racecourse::not_started("SharedNumbers::update");
    }
};
