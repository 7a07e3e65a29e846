#include "core/agent/session_warnings.h"

#include <algorithm>
#include <utility>

namespace tw {

namespace {

/// Nobody reads more.
constexpr std::size_t kMostWarnings = 20;

} // namespace

void SessionWarnings::add(const std::string& text)
{
    if (m_texts.size() == kMostWarnings
        || std::find(m_texts.begin(), m_texts.end(), text) != m_texts.end()) {
        return;
    }
    m_texts.push_back(text);
    if (m_callback) {
        m_callback(text);
    }
}

void SessionWarnings::listen(std::function<void(const std::string&)> callback)
{
    m_callback = std::move(callback);
    for (const std::string& text : m_texts) {
        m_callback(text);
    }
}

} // namespace tw
