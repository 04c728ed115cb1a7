// A notifier keeps the condition_variable alive; the mistake: its owner deletes it as soon as it
// sees the flag, before the notification.
// Finds: use_after_free or race or destroyed_in_use
#include <racecourse/kit.h>

#include <memory>

namespace {
struct Door {
    std::mutex mutex;
    std::condition_variable opened;
    bool open = false;
};
}  // namespace

TEST(Schedules, ConditionVariableDeleted) {
    auto door = std::make_shared<Door>();
#ifdef FAULTY
    std::thread opener([door = door.get()] {
#else
    std::thread opener([door] {
#endif
        {
            const std::lock_guard lock(door->mutex);
            door->open = true;
        }
        door->opened.notify_one();
    });
    {
        std::unique_lock lock(door->mutex);
        door->opened.wait(lock, [&] { return door->open; });
    }
    door.reset();
    opener.join();
}
