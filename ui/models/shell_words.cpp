#include "ui/models/shell_words.h"

#include <optional>

namespace tw {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kEscapedInDoubleQuotes = "\\\"$`";
constexpr std::string_view kPlain
    = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%^";

/// One pass over a command line.
class WordSplitter
{
public:
    explicit WordSplitter(std::string_view line) : m_line(line) {}

    Result<std::vector<std::string>> split()
    {
        while (m_next < m_line.size()) {
            const char character = m_line[m_next++];
            if (kBlanks.find(character) != std::string_view::npos) {
                endWord();
                continue;
            }
            if (const auto taken = take(character); !taken) {
                return tl::unexpected{taken.error()};
            }
        }
        endWord();
        return m_words;
    }

private:
    std::string& word()
    {
        if (!m_word) {
            m_word.emplace();
        }
        return *m_word;
    }

    void endWord()
    {
        if (m_word) {
            m_words.push_back(std::move(*m_word));
            m_word.reset();
        }
    }

    Result<void> take(char character)
    {
        switch (character) {
        case '\'':
            return takeSingleQuoted();
        case '"':
            return takeDoubleQuoted();
        case '\\':
            return takeEscaped();
        default:
            word() += character;
            return {};
        }
    }

    Result<void> takeEscaped()
    {
        if (m_next == m_line.size()) {
            return failure("end with a backslash: nothing follows it");
        }
        // A backslash and a line feed continue the line.
        if (const char character = m_line[m_next++]; character != '\n') {
            word() += character;
        }
        return {};
    }

    Result<void> takeSingleQuoted()
    {
        const std::size_t end = m_line.find('\'', m_next);
        if (end == std::string_view::npos) {
            return failure("find the end of '…': a single quote is missing");
        }
        word() += m_line.substr(m_next, end - m_next);
        m_next = end + 1;
        return {};
    }

    Result<void> takeDoubleQuoted()
    {
        word();
        while (m_next < m_line.size()) {
            char character = m_line[m_next++];
            if (character == '"') {
                return {};
            }
            if (character == '\\' && m_next < m_line.size()
                && kEscapedInDoubleQuotes.find(m_line[m_next]) != std::string_view::npos) {
                character = m_line[m_next++];
            }
            word() += character;
        }
        return failure("find the end of \"…\": a double quote is missing");
    }

    std::string_view m_line;
    std::size_t m_next{0};
    std::optional<std::string> m_word{};
    std::vector<std::string> m_words{};
};

std::string quoted(const std::string& word)
{
    if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) {
        return word;
    }
    std::string result = "'";
    for (const char character : word) {
        result += character == '\'' ? std::string{"'\\''"} : std::string(1, character);
    }
    return result + "'";
}

} // namespace

Result<std::vector<std::string>> splitShellWords(std::string_view line)
{
    return WordSplitter{line}.split();
}

std::string joinShellWords(const std::vector<std::string>& words)
{
    std::string line;
    for (const std::string& word : words) {
        line += (line.empty() ? "" : " ") + quoted(word);
    }
    return line;
}

} // namespace tw
