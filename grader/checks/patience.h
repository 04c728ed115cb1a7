// How long a test that does not end is waited for: by the clock, unless it hardly got a processor.
// A busy machine must not make right code look endless.
#pragma once

namespace grader {

class Patience {
  public:
    // A test that gets the processor when it wants it has `limit` seconds.
    explicit Patience(double limit) : limit_(limit) {}

    // A test begins, or shows that it goes on.
    void begin(double wall, double cpu) {
        began_ = last_ = wall;
        cpu_at_start_ = cpu_ = cpu;
        wanted_ = 0;
    }
    // `wants`: one of its threads runs, or could.
    void tick(double wall, double cpu, bool wants) {
        if (wants) wanted_ += wall - last_;
        last_ = wall;
        cpu_ = cpu;
    }
    // For most of the time it wanted to run, and got less than half of what its limit would give
    // it.
    [[nodiscard]] bool starved() const {
        return wanted_ > 0.5 * (last_ - began_) && cpu_ - cpu_at_start_ < 0.5 * limit_;
    }
    [[nodiscard]] bool over() const {
        return last_ - began_ > (starved() ? most_patient : 1) * limit_;
    }
    static constexpr double most_patient = 4;

  private:
    double limit_;
    double began_ = 0, last_ = 0, cpu_at_start_ = 0, cpu_ = 0, wanted_ = 0;
};

}  // namespace grader
