#include "core/output/line_assembler.h"

#include <algorithm>

namespace tw {

void LineAssembler::append(std::string_view bytes, Time now)
{
    while (!bytes.empty()) {
        const std::size_t lineFeed = bytes.find('\n');
        if (lineFeed == std::string_view::npos) {
            keep(bytes);
            return;
        }
        const std::string_view piece = bytes.substr(0, lineFeed);
        bytes.remove_prefix(lineFeed + 1);
        if (m_hasPartial) {
            keep(piece);
            finish(now);
        } else {
            m_sink(++m_number, piece.substr(0, kLineLimit), now);
        }
    }
}

void LineAssembler::finish(Time now)
{
    if (m_hasPartial) {
        m_hasPartial = false;
        m_sink(++m_number, m_partial, now);
        m_partial.clear();
    }
}

void LineAssembler::keep(std::string_view bytes)
{
    m_hasPartial = true;
    m_partial.append(bytes.substr(0, kLineLimit - std::min(kLineLimit, m_partial.size())));
}

} // namespace tw
