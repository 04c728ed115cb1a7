#include "conductor/token.h"

#include <elf.h>
#include <link.h>

#include <cstring>

namespace conductor {
namespace {

constexpr std::string_view letters =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";

std::uint32_t checksum(std::string_view bytes) {
    std::uint32_t sum = 2166136261u;
    for (const char c : bytes) sum = (sum ^ static_cast<unsigned char>(c)) * 16777619u;
    return sum;
}

void put(std::string& bytes, std::uint32_t number) {
    for (; number >= 0x80; number >>= 7) bytes += static_cast<char>(number | 0x80);
    bytes += static_cast<char>(number);
}

bool get(std::string_view& bytes, std::uint32_t& number) {
    number = 0;
    for (int shift = 0; !bytes.empty() && shift < 35; shift += 7) {
        const auto byte = static_cast<unsigned char>(bytes.front());
        bytes.remove_prefix(1);
        number |= static_cast<std::uint32_t>(byte & 0x7f) << shift;
        if ((byte & 0x80) == 0) return true;
    }
    return false;
}

void put_fixed(std::string& bytes, std::uint32_t number) {
    for (int i = 0; i < 4; ++i) bytes += static_cast<char>(number >> (8 * i));
}

std::uint32_t get_fixed(std::string_view bytes) {
    std::uint32_t number = 0;
    for (int i = 3; i >= 0; --i)
        number = number << 8 | static_cast<unsigned char>(bytes[static_cast<std::size_t>(i)]);
    return number;
}

int find_build_id(dl_phdr_info* info, std::size_t, void* to) {
    for (int i = 0; i < info->dlpi_phnum; ++i) {
        const auto& header = info->dlpi_phdr[i];
        if (header.p_type != PT_NOTE) continue;
        const auto* at = reinterpret_cast<const char*>(info->dlpi_addr + header.p_vaddr);
        const char* end = at + header.p_memsz;
        while (at + sizeof(ElfW(Nhdr)) < end) {
            const auto* note = reinterpret_cast<const ElfW(Nhdr)*>(at);
            const char* name = at + sizeof *note;
            const char* id = name + ((note->n_namesz + 3) & ~3u);
            if (note->n_type == NT_GNU_BUILD_ID && note->n_descsz >= 4)
                *static_cast<std::uint32_t*>(to) = checksum({id, note->n_descsz});
            at = id + ((note->n_descsz + 3) & ~3u);
        }
    }
    return 1;  // the program itself comes first
}

}  // namespace

std::uint32_t build_number() {
    std::uint32_t number = 0;
    dl_iterate_phdr(find_build_id, &number);
    return number;
}

std::string encode_token(const std::vector<Decision>& decisions) {
    std::string bytes;
    put_fixed(bytes, build_number());
    for (const Decision& decision : decisions) {
        bytes += static_cast<char>(decision.thread);
        bytes += static_cast<char>(decision.choice);
        put(bytes, decision.value);
        put(bytes, decision.step);
    }
    put_fixed(bytes, checksum(bytes));
    std::string token;
    std::uint32_t waiting = 0;
    int bits = 0;
    for (const char c : bytes) {
        waiting = waiting << 8 | static_cast<unsigned char>(c);
        for (bits += 8; bits >= 6; bits -= 6) token += letters[waiting >> (bits - 6) & 63];
    }
    if (bits > 0) token += letters[waiting << (6 - bits) & 63];
    return token;
}

Decoded decode_token(std::string_view token) {
    Decoded decoded;
    std::string bytes;
    std::uint32_t waiting = 0;
    int bits = 0;
    for (const char c : token) {
        const auto value = letters.find(c);
        if (value == std::string_view::npos) {
            decoded.error = "The token is damaged: it has a letter that no token has.";
            return decoded;
        }
        waiting = waiting << 6 | static_cast<std::uint32_t>(value);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes += static_cast<char>(waiting >> bits);
        }
    }
    std::string_view rest = bytes;
    if (rest.size() < 8 ||
        get_fixed(rest.substr(rest.size() - 4)) != checksum(rest.substr(0, rest.size() - 4))) {
        decoded.error = "The token is damaged: some of its letters are missing or changed.";
        return decoded;
    }
    if (get_fixed(rest) != build_number()) {
        decoded.error =
            "The token belongs to another version of the code: a schedule can only be shown again "
            "on the very code in which it was found.";
        return decoded;
    }
    rest = rest.substr(4, rest.size() - 8);
    while (!rest.empty()) {
        Decision decision{};
        decision.thread = static_cast<std::uint8_t>(rest[0]);
        if (rest.size() < 4 || decision.thread >= most_threads || rest[1] < 0 ||
            rest[1] > static_cast<char>(Choice::plain) || decoded.list.size() == most_decisions) {
            decoded.error = "The token is damaged.";
            return decoded;
        }
        decision.choice = static_cast<Choice>(rest[1]);
        rest.remove_prefix(2);
        std::uint32_t value = 0;
        if (!get(rest, value) || value > 0xffff || !get(rest, decision.step)) {
            decoded.error = "The token is damaged.";
            return decoded;
        }
        decision.value = static_cast<std::uint16_t>(value);
        decoded.list.push_back(decision);
    }
    return decoded;
}

}  // namespace conductor
