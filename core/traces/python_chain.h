#pragma once

#include "core/traces/trace.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tw {

class LogShapes;

/// One line of a chain: gutters and prefixes are cut off.
struct ChainLine
{
    std::string_view text{};
    std::uint64_t number{0};
    const LogShapes* shapes{nullptr};
};

/// Follows one exception of CPython with what caused it, as printed at one level of indentation:
///
///     Idle -> Head -> Frames -> Message -> Linked -> Head …
///
/// A chain sentence after the message leads to Linked: what was read so far becomes the child of
/// what follows. It neither knows gutters of groups nor whether a head comes from another writer;
/// its owner does.
class PythonChain
{
public:
    enum class State
    {
        Idle,
        Quote,   ///< the marker of another process's text was read, its head not yet
        Head,    ///< the head was read, no frame yet
        Frames,  ///< frames are being read
        Message, ///< type and message were read; the message may go on
        Linked,  ///< a chain sentence was read
    };

    /// Where the end of a message is marked, every line up to there is its text.
    enum class Bounds
    {
        Open,
        Marked,
    };

    explicit PythonChain(Bounds bounds = Bounds::Open) : m_bounds(bounds) {}

    /// A head at `indent`, in state Idle or Linked.
    void startAtHead(std::uint64_t number, std::size_t indent);

    /// Frames whose head is lost, or the exception line of one that was never raised.
    bool startHeadless(const ChainLine& line);
    void startAtException(const ChainLine& line);

    /// The quoted text of another process begins.
    void startRemote(std::uint64_t number);

    /// True when the line belongs to the chain. Lines that do not leave it as it is.
    bool feed(const ChainLine& line);

    void addMember(Trace member);
    void setBounds(Bounds bounds) { m_bounds = bounds; }
    /// No line can be text of the message any more; a chain sentence still links.
    void endMessage() { m_messageOver = true; }
    void extendTo(std::uint64_t number);

    /// What was read, or nothing where no frame or group confirmed it. Idle afterwards.
    std::optional<Trace> take();

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] std::size_t indent() const { return m_indent; }
    [[nodiscard]] bool hasFrames() const { return !m_part.frames.empty(); }

private:
    bool feedHead(const ChainLine& line);
    bool feedFrames(const ChainLine& line);
    bool feedMessage(const ChainLine& line);
    bool feedLinked(const ChainLine& line);
    bool feedRemoteQuote(const ChainLine& line);

    bool addFrame(const ChainLine& line);
    void addMessageLine(const ChainLine& line);
    [[nodiscard]] bool continuesMessage(const ChainLine& line) const;
    void expectLiteralLines(std::string_view message);
    void beginPart(std::uint64_t number);
    void closePart();

    Bounds m_bounds{Bounds::Open};
    State m_state{State::Idle};
    std::size_t m_indent{0};
    Trace m_part{};
    bool m_headless{false};
    bool m_messageOver{false};

    std::optional<Trace> m_previous{};
    TraceRelation m_link{TraceRelation::None};

    /// Source of the innermost frame: a message written there as a literal shows how many lines it
    /// has.
    std::string m_source{};
    std::size_t m_literalLines{0};
    std::size_t m_messageLines{0};
    std::size_t m_pendingBlanks{0};

    /// Line of the marker before another process's text, and whether that text's quotes are open.
    std::uint64_t m_remoteMarker{0};
    bool m_quoteOpen{false};
    bool m_previousIsRemote{false};
};

} // namespace tw
