// Watch mode, apart from the terminal: what happens comes in (keys, saved files, news of a run),
// and out come a picture and orders for the one who holds the terminal. It reads the checkout's
// files; it runs nothing.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "catalogue/catalogue.h"
#include "desk/list_view.h"
#include "desk/runner.h"
#include "desk/screen.h"
#include "desk/timeline_view.h"

namespace grader {

class Desk {
  public:
    // Opens the first exercise that has not passed.
    explicit Desk(const Catalogue& catalogue);

    // What happens.
    void resized(std::size_t width, std::size_t height);
    void typed(const Key& key);
    void saved();
    void watched();  // the files, from now on: what was saved before that counts as well
    void heard(const News& news);
    void going_for(double seconds);  // the run that goes on
    void say(std::string text);      // one line, until the next thing happens

    // What is to be done now; each is said once.
    struct Orders {
        bool watch = false;   // the files of exercise()
        bool cancel = false;  // the run
        bool run = false;     // exercise() on code(), instead of the run before
        bool edit = false;    // open exercise()'s file
        bool quit = false;
    };
    [[nodiscard]] Orders orders();

    [[nodiscard]] const Exercise& exercise() const { return *standings_[here_].exercise; }
    [[nodiscard]] const Code& code() const { return code_; }
    [[nodiscard]] bool running() const { return running_; }
    // Where the first problem of the last run is.
    [[nodiscard]] std::optional<Place> place() const;

    // As many lines as the terminal has.
    [[nodiscard]] std::vector<Line> picture() const;

  private:
    enum class View { page, timeline, list, solution, keys };

    void open(std::size_t which);
    // Takes the files as they are now; false when one is missing.
    bool read();
    void run();
    void typed_on_page(const Key& key);
    void hint();
    void show_solution();
    void show_timeline();

    [[nodiscard]] std::size_t room() const;  // lines for what scrolls on a page
    [[nodiscard]] std::vector<Line> header() const;
    [[nodiscard]] std::vector<Line> body() const;
    [[nodiscard]] std::vector<Line> task_lines(std::size_t width) const;
    void checks_to_come(std::vector<Line>& lines) const;
    void after_passing(std::vector<Line>& lines) const;
    [[nodiscard]] Line status() const;
    [[nodiscard]] Line keys() const;
    [[nodiscard]] std::vector<Line> framed(std::vector<Line> top, const std::vector<Line>& text,
                                           const Line& status, const Line& keys) const;
    [[nodiscard]] std::vector<Line> page() const;
    [[nodiscard]] std::vector<Line> solution() const;
    [[nodiscard]] std::vector<Line> all_keys() const;
    [[nodiscard]] const ExerciseStanding& standing() const { return standings_[here_]; }
    [[nodiscard]] bool can_draw() const;

    const Catalogue& catalogue_;
    Standings standings_;
    std::size_t here_ = 0;
    std::map<std::string, std::size_t> hints_;  // shown so far, by exercise

    std::string task_;     // in short
    Code code_;            // as it was read last
    std::string content_;  // all that the verdict depends on
    std::string fault_;    // why it could not be read, or not be graded; empty when it could

    bool running_ = false, finished_ = false;
    double seconds_ = 0;
    std::string doing_;
    std::vector<Verdict> verdicts_;  // of the run that goes on, or was the last
    std::string note_;               // from the run, worth reading once

    std::size_t width_ = 80, height_ = 24;
    View view_ = View::page;
    std::size_t scroll_ = 0;
    bool verbose_ = false, asking_ = false;
    std::string said_;
    std::optional<TimelineView> timeline_;
    std::optional<ListView> list_;
    Orders orders_;
};

}  // namespace grader
