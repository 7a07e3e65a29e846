#pragma once

#include <functional>
#include <string>
#include <vector>

namespace tw {

/// What goes wrong with the record of a session and is told by no event: each sentence once, kept
/// for whoever listens later. Owned by the session.
class SessionWarnings
{
public:
    void add(const std::string& text);

    /// Called with every sentence from now on, and at once with those that are there.
    void listen(std::function<void(const std::string&)> callback);

private:
    std::function<void(const std::string&)> m_callback{};
    std::vector<std::string> m_texts{};
};

} // namespace tw
