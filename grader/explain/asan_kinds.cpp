// The dictionary from the sanitizers' kinds of error to sentences. New kinds are added here only.
#include "explain/asan_kinds.h"

#include <cstdlib>

#include <fmt/format.h>

namespace grader {
namespace {

struct Memory {
    std::string_view kind, headline, verb, why, mend;
};

constexpr std::string_view gone =
    "The memory may belong to somebody else by now: the program reads nonsense, spoils what is not "
    "its own, or "
    "crashes, today or only on another machine.";

constexpr Memory memory_words[] = {
    {"heap-use-after-free", "Memory is used that was freed before.", "It is read", gone,
     "Whoever uses an object must be sure that it still lives: own it (std::shared_ptr), copy it, "
     "or join the "
     "thread that uses it before the object goes."},
    {"stack-use-after-scope",
     "A thread or function uses a local variable after its block has ended.", "It is read", gone,
     "A reference ([&]) that outlives the block dangles. Capture by value ([=] or [x]), or keep "
     "the variable "
     "alive until the last user has ended."},
    {"stack-use-after-return",
     "A thread or function uses a local variable of a function that has returned.", "It is read",
     gone,
     "A reference ([&]) that outlives the function dangles. Capture by value ([=] or [x]), or wait "
     "(join, get) "
     "before the function returns."},
    {"heap-buffer-overflow", "An element is used that is out of bounds.", "It is read",
     "Behind the end of the memory lies something else. Unlike Python, C++ does not check an "
     "index: `v[i]` with a "
     "bad i simply touches what lies there.",
     "Look at the index or the iterator: the last element is at size() - 1. `v.at(i)` checks."},
    {"stack-buffer-overflow", "An element of a local variable is used that is out of bounds.",
     "It is read",
     "Behind the end of a local array lie other variables and the way back to the caller.",
     "Look at the index: an array of n elements ends at n - 1. std::array's at() checks."},
    {"global-buffer-overflow", "An element of a global array is used that is out of bounds.",
     "It is read", "Behind the end of the array lies something else.",
     "Look at the index: an array of n elements ends at n - 1."},
    {"container-overflow", "An element of a container is used that is out of bounds.", "It is read",
     "The place is reserved, but no element lives there (yet, or any more).",
     "Look at the index or the iterator: only size() elements exist, however large the capacity "
     "is."},
    {"double-free", "Memory is freed twice.", "It is freed a second time",
     "After the first time the memory may belong to somebody else, whose memory is then freed.",
     "Let exactly one owner delete it: std::unique_ptr does so by itself."},
    {"bad-free", "Memory is freed that was not allocated with new.", "It is freed",
     "Only what new returned may be deleted; everything else spoils the memory's book-keeping.",
     "Delete only what you made with new; better, let std::unique_ptr do it."},
    {"alloc-dealloc-mismatch", "Memory is freed in another way than it was allocated.",
     "It is freed", "new goes with delete, new[] with delete[], malloc with free.",
     "Use a container or std::unique_ptr."},
    {"new-delete-type-mismatch", "An object is deleted as something of another size than it is.",
     "It is freed",
     "Deleting a derived object through a pointer to its base needs a virtual destructor.",
     "Make the base class's destructor virtual."},
    {"stack-overflow", "The stack is full: functions call each other without an end.",
     "It happened", "Each call needs some of the thread's stack, and the stack is small (8 MiB).",
     "Look for the call that should have ended the recursion, or use a loop."},
    {"FPE", "A number was divided by zero.", "It happened",
     "Dividing integers by zero stops the program.", ""},
    {"ABRT", "The program was aborted.", "It happened", "", ""},
};

struct Undefined {
    std::string_view text, headline, why;
};

constexpr Undefined undefined_words[] = {
    {"signed integer overflow", "A number grew too large for its type.",
     "Unlike Python's, C++'s integers have an end, and running over it is undefined behaviour."},
    {"null pointer", "A null pointer is used as if it pointed to an object.",
     "There is no object behind a null pointer; using it is undefined behaviour, usually a crash."},
    {"out of bounds for type", "An index is out of bounds.",
     "C++ does not check an index by itself; what lies behind the end is something else."},
    {"division by zero", "A number is divided by zero.",
     "Dividing an integer by zero is undefined behaviour."},
    {"without returning a value",
     "A function that promises a value can reach its end without a return.",
     "What the caller then gets is undefined; g++ may even run on into the next function."},
    {"shift exponent", "A number is shifted by too many (or a negative number of) bits.",
     "Shifting by at least the width of the type is undefined behaviour."},
    {"not a valid value for type 'bool'", "A bool holds something that is neither true nor false.",
     "This happens when memory is read before it was given a value."},
    {"does not point to an object of type",
     "An object is used as something that it is not (or is no longer).",
     "Often the object was destroyed before, or a base class is used as a derived class that it "
     "never was."},
    {"misaligned address", "An object is used at an address where it cannot stand.",
     "Often a pointer was computed or converted wrongly."},
    {"insufficient space", "Memory behind the end of an object is used.",
     "C++ does not check an index by itself; what lies behind the end is something else."},
    {"unreachable", "The program reached a place that was promised to be unreachable.", ""},
};

}  // namespace

MemoryWords words_for_memory(std::string_view kind, std::string_view message) {
    if (kind == "SEGV" || kind == "BUS") {
        const auto at = message.find("unknown address 0x");
        const unsigned long long address =
            at == message.npos
                ? ~0ull
                : std::strtoull(std::string(message.substr(at + 16)).c_str(), nullptr, 16);
        // A member of a null object lies a little above zero.
        if (address < 65536)
            return {"A null pointer is used as if it pointed to an object.", "It happened",
                    "There is no object behind a null pointer: the program crashes.",
                    "Look for where the pointer should have been set, or was moved from or reset."};
        return {"A pointer or reference is used that leads nowhere.", "It happened",
                "The program crashes. Often the pointer was never set, or its object is long gone.",
                ""};
    }
    for (const Memory& one : memory_words)
        if (one.kind == kind)
            return {std::string(one.headline), std::string(one.verb), std::string(one.why),
                    std::string(one.mend)};
    return {fmt::format("Memory is misused ({}).", kind), "It happened", "", ""};
}

UndefinedWords words_for_undefined(std::string_view message) {
    for (const Undefined& one : undefined_words)
        if (message.find(one.text) != message.npos)
            return {std::string(one.headline), std::string(one.why)};
    return {
        "The program does something that C++ leaves undefined.",
        "After undefined behaviour nothing is certain any more, not even what happened before."};
}

}  // namespace grader
