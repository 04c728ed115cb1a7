#include "checks/places.h"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "common/text.h"

namespace grader {
namespace {

using Json = nlohmann::json;

constexpr std::size_t most_at_once = 4000;

void collect(const Json& list, const char* key, std::set<std::string>& into) {
    if (!list.is_array()) return;
    for (const Json& each : list) {
        if (!each.is_object() || !each.contains(key) || !each[key].is_array()) continue;
        for (const Json& address : each[key])
            if (address.is_string()) into.insert(address.get<std::string>());
    }
}

}  // namespace

void add_places(const Sandbox& sandbox, const fs::path& program, std::string& finding) {
    Json json = Json::parse(finding, nullptr, false);
    if (!json.is_object()) return;
    std::set<std::string> addresses;
    for (const char* list : {"events", "waits", "accesses", "lines"})
        collect(json.value(list, Json::array()), "stack", addresses);
    for (const char* list : {"threads", "lanes"})
        collect(json.value(list, Json::array()), "start", addresses);
    collect(json.value("waits", Json::array()), "held", addresses);
    collect(Json::array({{{"at", json.value("at", Json())}}}), "at", addresses);
    // They go on a command line: nothing but what the program itself would write.
    std::erase_if(addresses, [](const std::string& text) {
        return text.empty() || text.size() > 16 ||
               text.find_first_not_of("0123456789abcdef") != std::string::npos;
    });
    if (addresses.empty() || addresses.size() > 20000) return;

    // In parts, because bwrap takes no longer command lines.
    std::string printed;
    const std::vector<std::string> all(addresses.begin(), addresses.end());
    for (std::size_t from = 0; from < all.size(); from += most_at_once) {
        Job job;
        job.argv = {"addr2line", "-a", "-f", "-i", "-C", "-e", program.string()};
        job.argv.insert(
            job.argv.end(), all.begin() + static_cast<std::ptrdiff_t>(from),
            all.begin() + static_cast<std::ptrdiff_t>(std::min(from + most_at_once, all.size())));
        job.env = {"PATH=/usr/bin:/bin", "LC_ALL=C"};
        job.cwd = "/tmp";
        job.mounts = {{program.parent_path(), false}};
        job.limits.output_kib = job.limits.kept_kib = 64 << 10;  // names of templates are long
        printed += sandbox.run(job).out;
    }
    Json places = Json::object();
    std::string address, function;
    for (const std::string& line : split_lines(printed)) {
        if (line.starts_with("0x")) {
            const auto digits = line.find_first_not_of("0", 2);
            address = digits == std::string::npos ? "0" : line.substr(digits);
            places[address] = Json::array();
            function.clear();
        } else if (function.empty()) {
            function = line;
        } else if (!address.empty()) {
            const std::string place = line.substr(0, line.find(" ("));
            const auto colon = place.rfind(':');
            if (colon != std::string::npos) {
                places[address].push_back({{"function", function},
                                           {"file", place.substr(0, colon)},
                                           {"line", std::atoi(place.c_str() + colon + 1)}});
            }
            function.clear();
        }
    }
    json["places"] = std::move(places);
    finding = json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace grader
