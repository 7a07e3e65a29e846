#include "ui/models/ansi_line.h"

#include "ui/models/sgr.h"

#include <QStringDecoder>

namespace tw {
namespace {

constexpr char kEscape = '\x1b';

bool isStringStart(char c)
{
    // DCS, SOS, OSC, PM, APC: text for the terminal follows, up to BEL or ESC backslash.
    return c == 'P' || c == 'X' || c == ']' || c == '^' || c == '_';
}

/// Builds an AnsiLine from left to right.
class LineBuilder
{
public:
    explicit LineBuilder(int tabWidth) : m_tabWidth(tabWidth) {}

    /// Text without escapes.
    void addText(QByteArrayView bytes)
    {
        QStringDecoder decode(QStringDecoder::Utf8, QStringConverter::Flag::Stateless);
        const qsizetype start = m_line.text.size();
        const QString decoded = decode(bytes);
        for (const QChar c : decoded)
            addCharacter(c);
        addRun(start);
    }

    void applyRendition(QByteArrayView parameters) { applySgr(m_style, parameters); }

    AnsiLine take() { return std::move(m_line); }

private:
    void addCharacter(QChar c)
    {
        const char16_t unit = c.unicode();
        if (unit == u'\t') {
            const auto width = m_tabWidth - m_line.text.size() % m_tabWidth;
            m_line.text.append(QString(width, u' '));
        } else if (unit < 0x20 || unit == 0x7f) {
            m_line.text.append(u'^');
            m_line.text.append(QChar(unit ^ 0x40));
        } else if ((unit >= 0x80 && unit < 0xa0) || isDirectionControl(unit)) {
            // Controls of direction would reorder what is shown: text that reads as something that
            // it is not.
            m_line.text.append(QChar::ReplacementCharacter);
        } else {
            m_line.text.append(c);
        }
        m_line.isUniform = m_line.isUniform && m_line.text.back().unicode() < 0x250;
    }

    static bool isDirectionControl(char16_t unit)
    {
        return (unit >= 0x202a && unit <= 0x202e) || (unit >= 0x2066 && unit <= 0x2069)
               || unit == 0x200e || unit == 0x200f || unit == 0x2028 || unit == 0x2029;
    }

    void addRun(qsizetype start)
    {
        const qsizetype length = m_line.text.size() - start;
        if (length == 0 || m_style == AnsiStyle{})
            return;
        const bool continues = !m_line.runs.empty() && m_line.runs.back().style == m_style
                               && m_line.runs.back().start + m_line.runs.back().length == start;
        if (continues)
            m_line.runs.back().length += length;
        else
            m_line.runs.push_back({start, length, m_style});
    }

    int m_tabWidth;
    AnsiStyle m_style{};
    AnsiLine m_line{};
};

/// The end of the control sequence whose parameters start at `from`; the final byte is the last.
qsizetype endOfControlSequence(QByteArrayView bytes, qsizetype from)
{
    qsizetype at = from;
    while (at < bytes.size() && bytes[at] >= 0x20 && bytes[at] <= 0x3f)
        ++at;
    const bool hasFinal = at < bytes.size() && bytes[at] >= 0x40 && bytes[at] <= 0x7e;
    return hasFinal ? at + 1 : at;
}

/// Where nothing ends the string it is shown: text must not be hidden by what a line lacks.
qsizetype endOfControlString(QByteArrayView bytes, qsizetype from)
{
    for (qsizetype at = from; at < bytes.size(); ++at) {
        if (bytes[at] == '\a')
            return at + 1;
        if (bytes[at] == kEscape)
            return at + 1 < bytes.size() && bytes[at + 1] == '\\' ? at + 2 : at;
    }
    return from;
}

/// Reads the sequence that starts with the escape at `at`; returns where the text goes on.
qsizetype readEscape(LineBuilder& builder, QByteArrayView bytes, qsizetype at)
{
    qsizetype next = at + 1;
    if (next == bytes.size())
        return next;
    if (bytes[next] == '[') {
        const qsizetype end = endOfControlSequence(bytes, next + 1);
        const QByteArrayView parameters = bytes.sliced(next + 1, end - next - 1);
        const bool isRendition = parameters.endsWith('m') && !parameters.startsWith('>')
                                 && !parameters.startsWith('?') && !parameters.startsWith('<');
        if (isRendition)
            builder.applyRendition(parameters.chopped(1));
        return end;
    }
    if (isStringStart(bytes[next]))
        return endOfControlString(bytes, next + 1);
    while (next < bytes.size() && bytes[next] >= 0x20 && bytes[next] <= 0x2f)
        ++next;
    return next < bytes.size() && bytes[next] >= 0x30 ? next + 1 : next;
}

} // namespace

AnsiLine layoutAnsi(QByteArrayView bytes, int tabWidth)
{
    // A carriage return at the end is half of a line end.
    if (bytes.endsWith('\r'))
        bytes.chop(1);
    LineBuilder builder(tabWidth);
    qsizetype at = 0;
    while (at < bytes.size()) {
        const qsizetype escape = bytes.indexOf(kEscape, at);
        const qsizetype end = escape < 0 ? bytes.size() : escape;
        if (end > at)
            builder.addText(bytes.sliced(at, end - at));
        at = escape < 0 ? end : readEscape(builder, bytes, escape);
    }
    return builder.take();
}

} // namespace tw
