#include "core/inspect/socket_table.h"

#include <array>
#include <charconv>
#include <cstring>
#include <optional>
#include <vector>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/socket.h>

namespace tw {

namespace {

/// Of a machine with very many sockets only those of this many bytes are searched.
constexpr std::size_t kLongestTable = 16UL << 20U;

using Words = std::vector<std::string_view>;

/// Words between blanks; the last of `most` is the whole rest.
Words splitWords(std::string_view line, std::size_t most)
{
    Words words;
    while (words.size() < most) {
        const auto first = line.find_first_not_of(' ');
        if (first == std::string_view::npos) {
            break;
        }
        line = line.substr(first);
        const auto end = words.size() + 1 == most ? std::string_view::npos : line.find(' ');
        words.push_back(line.substr(0, end));
        line = end == std::string_view::npos ? std::string_view{} : line.substr(end);
    }
    return words;
}

template <typename Number>
std::optional<Number> parseNumber(std::string_view text, int base)
{
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    return error == std::errc{} ? std::optional{value} : std::nullopt;
}

/// Calls `take` with the words of each line below the titles.
template <typename Take>
void forEachLine(std::string_view text, std::size_t mostWords, Take take)
{
    bool isTitle = true;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        if (!isTitle) {
            take(splitWords(line, mostWords));
        }
        isTitle = false;
    }
}

std::optional<std::uint64_t>
wantedInode(const Words& words, std::size_t position, const std::set<std::uint64_t>& wanted)
{
    const auto inode
        = position < words.size() ? parseNumber<std::uint64_t>(words[position], 10) : std::nullopt;
    return inode && wanted.contains(*inode) ? inode : std::nullopt;
}

/// The address "0100007F:1F90": words of 32 bits, each a number in the order of this machine.
std::string addressText(std::string_view hex)
{
    constexpr std::size_t kWord = 8; // digits
    const auto colon = hex.find(':');
    const auto port = parseNumber<unsigned>(hex.substr(colon + 1), 16);
    const bool isFour = colon == kWord;
    if (!port || (!isFour && colon != 4 * kWord)) {
        return {};
    }
    std::array<std::uint32_t, 4> address{};
    for (std::size_t word = 0; word < colon / kWord; ++word) {
        address[word] = parseNumber<std::uint32_t>(hex.substr(word * kWord, kWord), 16).value_or(0);
    }
    std::array<char, INET6_ADDRSTRLEN> text{};
    ::inet_ntop(isFour ? AF_INET : AF_INET6, address.data(), text.data(), text.size());
    return isFour ? fmt::format("{}:{}", text.data(), *port)
                  : fmt::format("[{}]:{}", text.data(), *port);
}

/// Whether an address, as the table has it, is that of nobody.
bool isUnset(std::string_view hex)
{
    return hex.find_first_not_of("0:") == std::string_view::npos;
}

std::string inetState(const std::string& protocol, unsigned state)
{
    // include/net/tcp_states.h, from 1 on
    constexpr std::array kNames{"ESTABLISHED",
                                "SYN_SENT",
                                "SYN_RECV",
                                "FIN_WAIT1",
                                "FIN_WAIT2",
                                "TIME_WAIT",
                                "CLOSE",
                                "CLOSE_WAIT",
                                "LAST_ACK",
                                "LISTEN",
                                "CLOSING",
                                "NEW_SYN_RECV"};
    constexpr unsigned kClose = 7;
    const bool isOpenDatagram = state == kClose && !protocol.starts_with("tcp");
    return state >= 1 && state <= kNames.size() && !isOpenDatagram ? kNames[state - 1] : "";
}

std::string netlinkName(unsigned protocol)
{
    switch (protocol) {
    case 0:
        return "netlink route";
    case 4:
        return "netlink sock_diag";
    case 9:
        return "netlink audit";
    case 11:
        return "netlink connector";
    case 12:
        return "netlink netfilter";
    case 15:
        return "netlink uevent";
    case 16:
        return "netlink generic";
    default:
        return fmt::format("netlink {}", protocol);
    }
}

std::string unixKind(unsigned type)
{
    return type == SOCK_STREAM  ? "unix stream"
           : type == SOCK_DGRAM ? "unix datagram"
                                : "unix packet";
}

std::string unixState(unsigned flags, unsigned state)
{
    constexpr unsigned kAccepts = 0x10000; // __SO_ACCEPTCON
    constexpr unsigned kConnecting = 2;    // SS_CONNECTING
    constexpr unsigned kConnected = 3;     // SS_CONNECTED
    if ((flags & kAccepts) != 0) {
        return "LISTEN";
    }
    return state == kConnected ? "CONNECTED" : state == kConnecting ? "CONNECTING" : "";
}

} // namespace

void parseInetTable(std::string_view text,
                    const std::string& protocol,
                    const std::set<std::uint64_t>& wanted,
                    SocketTable& table)
{
    constexpr std::size_t kInode = 9;
    forEachLine(text, kInode + 2, [&](const Words& words) {
        const auto inode = wantedInode(words, kInode, wanted);
        if (!inode) {
            return;
        }
        SocketDetails socket;
        socket.protocol = protocol;
        socket.local = addressText(words[1]);
        socket.peer = isUnset(words[2]) ? std::string{} : addressText(words[2]);
        socket.state = inetState(protocol, parseNumber<unsigned>(words[3], 16).value_or(0));
        table.insert_or_assign(*inode, std::move(socket));
    });
}

void parseUnixTable(std::string_view text,
                    const std::set<std::uint64_t>& wanted,
                    SocketTable& table)
{
    constexpr std::size_t kInode = 6;
    forEachLine(text, kInode + 2, [&](const Words& words) {
        const auto inode = wantedInode(words, kInode, wanted);
        if (!inode) {
            return;
        }
        SocketDetails socket;
        socket.protocol = unixKind(parseNumber<unsigned>(words[4], 16).value_or(0));
        socket.local = words.size() > kInode + 1 ? std::string{words[kInode + 1]} : std::string{};
        socket.state = unixState(parseNumber<unsigned>(words[3], 16).value_or(0),
                                 parseNumber<unsigned>(words[5], 16).value_or(0));
        table.insert_or_assign(*inode, std::move(socket));
    });
}

void parseNetlinkTable(std::string_view text,
                       const std::set<std::uint64_t>& wanted,
                       SocketTable& table)
{
    constexpr std::size_t kInode = 9;
    forEachLine(text, kInode + 1, [&](const Words& words) {
        const auto inode = wantedInode(words, kInode, wanted);
        if (!inode) {
            return;
        }
        SocketDetails socket;
        socket.protocol = netlinkName(parseNumber<unsigned>(words[1], 10).value_or(0));
        socket.local = fmt::format("port {}", words[2]);
        table.insert_or_assign(*inode, std::move(socket));
    });
}

SocketTable readSockets(const ProcFolder& folder, const std::set<std::uint64_t>& wanted)
{
    SocketTable table;
    // The usual ones first: the rest is not read once everything is found.
    for (const char* name :
         {"unix", "tcp", "tcp6", "udp", "udp6", "netlink", "raw", "raw6", "icmp", "icmp6"}) {
        if (table.size() == wanted.size()) {
            break;
        }
        const auto text = folder.read(std::string{"net/"} + name, kLongestTable);
        const std::string_view protocol{name};
        if (!text) {
            continue;
        }
        if (protocol == "unix") {
            parseUnixTable(*text, wanted, table);
        } else if (protocol == "netlink") {
            parseNetlinkTable(*text, wanted, table);
        } else {
            parseInetTable(*text, name, wanted, table);
        }
    }
    return table;
}

} // namespace tw
