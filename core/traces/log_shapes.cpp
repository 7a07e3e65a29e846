#include "core/traces/log_shapes.h"

#include "core/traces/text_scan.h"

#include <algorithm>

namespace tw {

namespace {

constexpr std::size_t kShapeLength = 24;

} // namespace

void LogShapes::remember(std::string_view text)
{
    const auto shape = shapeOf(text);
    const auto latest = m_shapes[(m_next + kRemembered - 1) % kRemembered];
    if (shape == latest)
        return; // a program that prints one kind of line must not push out the others
    m_shapes[m_next] = shape;
    m_next = (m_next + 1) % kRemembered;
}

bool LogShapes::knows(std::string_view text) const
{
    return std::find(m_shapes.begin(), m_shapes.end(), shapeOf(text)) != m_shapes.end();
}

std::uint32_t LogShapes::shapeOf(std::string_view text)
{
    constexpr std::uint32_t kOffset = 2166136261U; // FNV-1a
    constexpr std::uint32_t kPrime = 16777619U;
    std::uint32_t hash = kOffset;
    char before = '\0';
    for (const char c : text.substr(0, kShapeLength)) {
        const char kind = isLetter(c) ? 'a' : isDigit(c) ? '0' : c;
        if (kind == before && (kind == 'a' || kind == '0'))
            continue;
        hash = (hash ^ static_cast<unsigned char>(kind)) * kPrime;
        before = kind;
    }
    return hash;
}

} // namespace tw
