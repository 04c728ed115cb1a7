// The button calls its handler while it is locked; the handler locks the form, and the form,
// locked, disables the button.
// Finds: deadlock
#include <racecourse/kit.h>

namespace {

class Button {
  public:
    explicit Button(std::function<void()> on_press) : on_press_(std::move(on_press)) {}

    void press() {
        std::unique_lock lock(mutex_);
        if (!enabled_) return;
#ifndef FAULTY
        lock.unlock();
#endif
        on_press_();
    }

    void disable() {
        std::lock_guard lock(mutex_);
        enabled_ = false;
    }

  private:
    std::mutex mutex_;
    bool enabled_ = true;
    const std::function<void()> on_press_;
};

class Form {
  public:
    void press() { button_.press(); }

    void close() {
        std::lock_guard lock(mutex_);
        button_.disable();
    }

    int submitted() {
        std::lock_guard lock(mutex_);
        return submitted_;
    }

  private:
    void submit() {
        std::lock_guard lock(mutex_);
        ++submitted_;
    }

    std::mutex mutex_;
    int submitted_ = 0;
    Button button_{[this] { submit(); }};
};

}  // namespace

TEST(Schedules, Program) {
    Form form;
    std::thread user([&] { form.press(); });
    std::thread closer([&] { form.close(); });
    user.join();
    closer.join();
    EXPECT_LE(form.submitted(), 1);
}
