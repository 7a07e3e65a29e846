#pragma once

#include "core/report/stop_outcome.h"
#include "core/stream/event.h"
#include "core/tree/process_tree.h"
#include "ui/models/line_pages.h"
#include "ui/models/log_rows.h"
#include "ui/models/survivor_offers.h"
#include "ui/models/trace_lines.h"

#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace tw {

class LineScan;

/// A row of our own between the lines: what came of a stop.
struct LogRecord
{
    StopId stop{};
    Time time{};
    LaunchId launch{};
    /// "Interrupt → pytest 4711 (SIGINT): exited after 35 ms, exit 2"; what stands before the arrow
    /// is the verb.
    QString text{};
    /// Where the text names a place in a source file.
    std::optional<SourceLink> link{};

    bool operator==(const LogRecord&) const = default;
};

/// What is to be shown in one row. `line` and `record` are both nullptr where the line is not here
/// yet; the pointers are valid until control returns to the loop.
struct LogRow
{
    const Line* line{nullptr};
    const LogRecord* record{nullptr};
    /// The stack trace that the line is part of.
    const Trace* trace{nullptr};
    LaunchId launch{};
    /// The agent has no such line any more.
    bool isMissing{false};
    /// What the record offers.
    const SurvivorOffer* offer{nullptr};
};

/// The log: the lines of all launches and the records of stops in one list, in order of arrival.
/// Knows how many rows there are from the events and fetches the lines that are looked at; holds
/// no object per line. Not an item model: nothing but a virtual view could show it.
class LogModel final : public QObject
{
    Q_OBJECT

public:
    /// `tree` names the launches and must outlive the model; events are applied to it first.
    LogModel(const ProcessTree& tree, LinesPort port, QObject* parent = nullptr);
    ~LogModel() override;

    void apply(const Event& event);
    void receive(const LinesAnswer& answer);
    void addRecord(LogRecord record);
    /// The last record of the stop says something else now: more became known. Adds it where there
    /// is none. Returns its number.
    std::size_t amendRecord(LogRecord record);

    /// Forgets everything: a new agent, a new record.
    void clear();

    /// Shows the output of one launch alone, or of all.
    void setLaunch(std::optional<LaunchId> launch);
    /// Shows one stream alone, or both. The rows come as the lines are looked through.
    void setStream(std::optional<OutputStream> stream);

    [[nodiscard]] const LogRows& rows() const { return m_streamRows ? *m_streamRows : m_rows; }
    [[nodiscard]] std::uint64_t rowCount() const { return rows().rowCount(); }
    [[nodiscard]] std::optional<LaunchId> launch() const { return m_launch; }
    [[nodiscard]] std::optional<OutputStream> stream() const { return m_stream; }

    /// What stands in `row`; asks the agent where it is not here.
    [[nodiscard]] LogRow row(std::uint64_t row)
    {
        return rowAt(rows().at(row), LinePages::Purpose::Show);
    }
    [[nodiscard]] LogRow rowAt(const RowPosition& position, LinePages::Purpose purpose);
    /// What the records offer, those of other launches than that shown included.
    [[nodiscard]] const SurvivorOffers& offers() const { return m_offers; }
    /// The row of the record of a stop, where it is shown.
    [[nodiscard]] std::optional<std::uint64_t> rowOfStop(StopId stop) const;

    [[nodiscard]] const ProcessTree& tree() const { return m_tree; }
    [[nodiscard]] bool isCurrent(const LinePosition& line) const;
    [[nodiscard]] bool isMissing(const LinePosition& line) const;

    /// "workers.py"
    [[nodiscard]] QString launchName(LaunchId launch) const;
    /// How many characters the longest name of a launch has.
    [[nodiscard]] qsizetype longestLaunchName();

Q_SIGNALS:
    /// Rows were added at the end.
    void rowsAppended();
    /// Rows from `first` on say something else than before.
    void rowsChanged(quint64 first);
    /// A record of our own was added and is shown.
    void recordAdded(const QString& text);
    /// Lines that were asked for are here.
    void linesArrived();
    /// Lines became part of a trace.
    void traceMarked();
    /// Every row is another one.
    void rowsReset();
    /// A record offers something now, or no longer.
    void offersChanged();

private:
    void applyBody(const OutputGrew& event);
    void applyBody(const TraceFound& event);
    void applyBody(const StopBegan& event);
    void applyBody(const TreeEvent& event);
    template <typename Other>
    void applyBody(const Other& /*event*/)
    {}

    void rebuild();
    void startStreamScan();

    /// Returns the number of the record.
    std::size_t tell(const StopOutcome& outcome);
    void lowerRecords();

    const ProcessTree& m_tree;
    std::optional<StopOutcomes> m_outcomes{};
    /// Whom a stop was for, to know whose log tells of it.
    std::unordered_map<StopId, LaunchId> m_stopped{};
    /// A record that stands within the trace that explains it, or above: it goes below the trace
    /// once the line where that ends is known.
    struct Lowering
    {
        std::size_t record{0};
        LaunchId launch{};
        OutputStream stream{OutputStream::Stderr};
        /// Of the stream.
        std::uint64_t lastLine{0};
    };
    /// Whether it is done, or cannot be.
    [[nodiscard]] bool lower(const Lowering& lowering);
    void lower(const Lowering& lowering, std::uint64_t index);

    LinePages m_pages;
    TraceLines m_traces{};
    std::vector<std::unique_ptr<LogRecord>> m_records{};
    std::vector<Lowering> m_lowerings{};
    SurvivorOffers m_offers{};
    std::unordered_map<LaunchId, std::uint64_t> m_lineCounts{};

    /// Of the first so many launches: they never change.
    std::size_t m_launchesMeasured{0};
    qsizetype m_longestName{0};

    std::optional<LaunchId> m_launch{};
    std::optional<OutputStream> m_stream{};
    /// Everything, and what the filter by launch leaves of it.
    LogRows m_allRows{};
    LogRows m_rows{};
    /// What the filter by stream has left so far.
    std::unique_ptr<LogRows> m_streamRows{};
    std::unique_ptr<LineScan> m_streamScan{};
};

} // namespace tw
