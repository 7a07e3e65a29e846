#include "tests/support/text_words.h"

#include <algorithm>
#include <sstream>

namespace tw {

std::vector<std::string> splitWords(std::string_view line)
{
    std::istringstream stream{std::string{line}};
    std::vector<std::string> words;
    for (std::string word; stream >> word;) {
        words.push_back(word);
    }
    return words;
}

std::vector<std::string> splitLines(std::string_view text)
{
    std::istringstream stream{std::string{text}};
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) {
        if (line.find_first_not_of(' ') != std::string::npos) {
            lines.push_back(line);
        }
    }
    return lines;
}

std::string joinFrom(const std::vector<std::string>& words, std::size_t first)
{
    std::string joined;
    for (std::size_t i = first; i < words.size(); ++i) {
        joined += (joined.empty() ? "" : " ") + words[i];
    }
    return joined;
}

std::optional<WaitStatus> parseStatus(const std::vector<std::string>& words, std::size_t first)
{
    if (first + 1 < words.size() && words[first] == "exit") {
        return WaitStatus::exited(std::stoi(words[first + 1]));
    }
    if (first < words.size()) {
        const bool core = std::find(words.begin(), words.end(), "core") != words.end();
        if (const auto signal = SignalNumber::parse(words[first])) {
            return WaitStatus::killed(*signal, core);
        }
    }
    return std::nullopt;
}

} // namespace tw
