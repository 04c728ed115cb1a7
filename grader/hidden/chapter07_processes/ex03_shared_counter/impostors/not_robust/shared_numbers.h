// Fails: behaviour, wrong, "Its holder is dead"
// The lock is one for several processes, and nobody thinks of the one that dies with it. The others
// wait for ever.
#pragma once

#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <functional>
#include <new>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
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
        const Descriptor segment(
            checked(shm_open(name.c_str(), O_CREAT | O_EXCL | O_RDWR, 0600), "shm_open"));
        made_.emplace(name);
        const std::size_t bytes = sizeof(Segment) + 2 * size * sizeof(long);
        checked(ftruncate(segment.get(), static_cast<off_t>(bytes)), "ftruncate");
        mapping_.emplace(segment.get(), bytes);
        segment_ = new (mapping_->memory()) Segment;
        segment_->size = size;

        pthread_mutexattr_t attributes;
        pthread_mutexattr_init(&attributes);
        pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
        pthread_mutex_init(&segment_->mutex, &attributes);
        pthread_mutexattr_destroy(&attributes);
        segment_->ready.store(true, std::memory_order_release);
    }
    // Opens one that some process has made. Throws std::system_error if there is none, or if its
    // maker has not finished it (and perhaps never will).
    explicit SharedNumbers(const std::string& name) {
        const Descriptor segment(checked(shm_open(name.c_str(), O_RDWR, 0), "shm_open"));
        struct stat info {};
        checked(fstat(segment.get(), &info), "fstat");
        const auto bytes = static_cast<std::size_t>(info.st_size);
        if (bytes < sizeof(Segment)) throw not_ready();
        mapping_.emplace(segment.get(), bytes);
        segment_ = static_cast<Segment*>(mapping_->memory());
        if (!segment_->ready.load(std::memory_order_acquire)) throw not_ready();
    }
    // The maker's removes the name: nobody can open the segment any more, and it is gone when the
    // last one who has it open lets go. Nothing that belongs to this process is left open.
    ~SharedNumbers() = default;
    SharedNumbers(const SharedNumbers&) = delete;
    SharedNumbers& operator=(const SharedNumbers&) = delete;

    [[nodiscard]] std::size_t size() const { return segment_->size; }

    // An index that is too large throws std::out_of_range.
    [[nodiscard]] long get(std::size_t index) const {
        const Lock lock(*segment_);
        return current().subspan(checked_index(index))[0];
    }
    // Returns the new value.
    long add(std::size_t index, long amount) {
        checked_index(index);
        long result = 0;
        update([&](std::span<long> numbers) { result = numbers[index] += amount; });
        return result;
    }
    // All numbers as they are at one moment.
    [[nodiscard]] std::vector<long> all() const {
        const Lock lock(*segment_);
        const auto numbers = current();
        return {numbers.begin(), numbers.end()};
    }
    // Lets `change` read and change all numbers; to everybody else it happens all at once. If it
    // throws, nothing has changed, and the exception comes out here. It must not use this object.
    void update(const std::function<void(std::span<long>)>& change) {
        const Lock lock(*segment_);
        // The change is made to the other copy. Until the last line, only that one counts which
        // nobody touches; whoever dies before leaves it as it is.
        const auto before = current();
        const int next = 1 - segment_->current.load(std::memory_order_relaxed);
        const auto after = copy(next);
        std::ranges::copy(before, after.begin());
        change(after);
        segment_->current.store(next, std::memory_order_release);
    }

  private:
    // What stands at the beginning of the shared memory. Two copies of the numbers come behind it.
    // No pointers: each process may have the segment at another address.
    struct Segment {
        std::atomic<bool> ready{false};
        std::size_t size = 0;
        pthread_mutex_t mutex{};
        std::atomic<int> current{0};  // the copy that counts
    };

    class Lock {
      public:
        explicit Lock(Segment& segment) : mutex_(segment.mutex) {
            int error = pthread_mutex_lock(&mutex_);
            // Its holder has died. The lock is ours, and the copy that counts is whole.
            if (error == EOWNERDEAD) error = pthread_mutex_consistent(&mutex_);
            if (error != 0) throw std::system_error(error, std::generic_category(), "lock");
        }
        ~Lock() { pthread_mutex_unlock(&mutex_); }
        Lock(const Lock&) = delete;
        Lock& operator=(const Lock&) = delete;

      private:
        pthread_mutex_t& mutex_;
    };

    class Descriptor {
      public:
        explicit Descriptor(int number) : number_(number) {}
        ~Descriptor() { close(number_); }
        Descriptor(const Descriptor&) = delete;
        Descriptor& operator=(const Descriptor&) = delete;
        [[nodiscard]] int get() const { return number_; }

      private:
        int number_;
    };

    class Mapping {
      public:
        Mapping(int segment, std::size_t bytes)
            : bytes_(bytes),
              memory_(mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, segment, 0)) {
            if (memory_ == MAP_FAILED)
                throw std::system_error(errno, std::generic_category(), "mmap");
        }
        ~Mapping() { munmap(memory_, bytes_); }
        Mapping(const Mapping&) = delete;
        Mapping& operator=(const Mapping&) = delete;
        [[nodiscard]] void* memory() const { return memory_; }

      private:
        std::size_t bytes_;
        void* memory_;
    };

    class Name {
      public:
        explicit Name(std::string name) : name_(std::move(name)) {}
        ~Name() { shm_unlink(name_.c_str()); }
        Name(const Name&) = delete;
        Name& operator=(const Name&) = delete;

      private:
        std::string name_;
    };

    static int checked(int result, const char* call) {
        if (result < 0) throw std::system_error(errno, std::generic_category(), call);
        return result;
    }
    static std::system_error not_ready() {
        return {ENOENT, std::generic_category(), "the segment is not ready"};
    }
    [[nodiscard]] std::size_t checked_index(std::size_t index) const {
        if (index >= size()) throw std::out_of_range("there is no number of this index");
        return index;
    }

    [[nodiscard]] std::span<long> copy(int which) const {
        auto* const first = reinterpret_cast<long*>(segment_ + 1);
        return {first + static_cast<std::size_t>(which) * size(), size()};
    }
    [[nodiscard]] std::span<long> current() const {
        return copy(segment_->current.load(std::memory_order_relaxed));
    }

    // Undone in this order's reverse, also when a constructor throws.
    std::optional<Name> made_;  // only the maker's
    std::optional<Mapping> mapping_;
    Segment* segment_ = nullptr;
};
