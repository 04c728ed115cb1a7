// Two visitors ask whether a name is free, both hear yes, and both believe that it is theirs.
// Finds: wrong
#include <racecourse/kit.h>

#include <set>

namespace {

class Names {
  public:
    bool is_free(int name) {
        std::lock_guard lock(mutex_);
        return !names_.contains(name);
    }

    bool add(int name) {
        std::lock_guard lock(mutex_);
        return names_.insert(name).second;
    }

  private:
    std::mutex mutex_;
    std::set<int> names_;
};

}  // namespace

TEST(Schedules, Program) {
    Names names;
    std::atomic<int> owners{0};
    const auto sign_up = [&] {
#ifdef FAULTY
        if (!names.is_free(7)) return;
        names.add(7);
        ++owners;
#else
        if (names.add(7)) ++owners;
#endif
    };
    std::thread one(sign_up);
    std::thread two(sign_up);
    one.join();
    two.join();
    EXPECT_FALSE(names.is_free(7));
    EXPECT_EQ(owners.load(), 1);
}
