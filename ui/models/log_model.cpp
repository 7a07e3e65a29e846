#include "ui/models/log_model.h"

#include "ui/models/launch_title.h"
#include "ui/models/line_scan.h"

#include <algorithm>
#include <utility>

namespace tw {

namespace {

// A trace ends soon after the process that printed it: further down nothing is looked for.
constexpr std::uint64_t kRowsLookedThrough = 4096;

} // namespace

LogModel::LogModel(const ProcessTree& tree, LinesPort port, QObject* parent)
    : QObject(parent)
    , m_tree(tree)
    , m_outcomes(tree)
    , m_pages(std::move(port))
{}

LogModel::~LogModel() = default;

void LogModel::apply(const Event& event)
{
    std::visit([this](const auto& body) { applyBody(body); }, event.body);
    const std::optional<StopOutcome> outcome = m_outcomes->onEvent(event);
    if (!outcome)
        return;
    const std::size_t record = tell(*outcome);
    if (const auto* found = std::get_if<TraceFound>(&event.body)) {
        m_lowerings.push_back({record, found->launch, found->stream, found->trace.lastLine});
        lowerRecords();
    }
}

std::size_t LogModel::tell(const StopOutcome& outcome)
{
    LogRecord record;
    record.stop = outcome.stop;
    record.time = outcome.ended;
    record.launch = m_stopped[outcome.stop];
    record.text = QString::fromStdString(outcome.text());
    if (!outcome.survivors.empty() && !outcome.amended) {
        m_offers.add(outcome, record.launch);
        Q_EMIT offersChanged();
    }
    if (outcome.amended)
        return amendRecord(std::move(record));
    addRecord(std::move(record));
    return m_records.size() - 1;
}

void LogModel::lowerRecords()
{
    // Asked again whenever lines have come: most of the time they are here already.
    const auto pending = std::exchange(m_lowerings, {});
    for (const Lowering& each : pending) {
        if (!lower(each))
            m_lowerings.push_back(each);
    }
}

bool LogModel::lower(const Lowering& lowering)
{
    const std::optional<std::uint64_t> record = m_allRows.rowOfRecord(lowering.record);
    if (!record)
        return true;
    std::optional<std::uint64_t> end;
    const std::uint64_t bound = std::min(m_allRows.rowCount(), *record + kRowsLookedThrough);
    for (std::uint64_t row = *record + 1; row < bound; ++row) {
        const RowPosition position = m_allRows.at(row);
        const auto* line = std::get_if<LinePosition>(&position);
        if (line == nullptr || line->launch != lowering.launch)
            continue;
        const LogRow content = rowAt(position, LinePages::Purpose::Scan);
        if (content.line == nullptr && !content.isMissing)
            return false;
        if (content.line == nullptr || content.line->stream != lowering.stream)
            continue;
        if (content.line->number > lowering.lastLine)
            break;
        end = line->index;
    }
    if (end)
        lower(lowering, *end);
    return true;
}

void LogModel::lower(const Lowering& lowering, std::uint64_t index)
{
    m_allRows.lowerRecord(lowering.record, lowering.launch, index);
    if (m_stream) {
        rebuild();
        return;
    }
    if (const auto changed = m_rows.lowerRecord(lowering.record, lowering.launch, index))
        Q_EMIT rowsChanged(*changed);
}

void LogModel::applyBody(const StopBegan& event)
{
    const Process* target = m_tree.find(event.target);
    m_stopped[event.stop] = target == nullptr ? LaunchId{} : target->launch;
}

void LogModel::applyBody(const TreeEvent& event)
{
    if (m_offers.onTreeEvent(event)) {
        Q_EMIT rowsChanged(0);
        Q_EMIT offersChanged();
    }
}

void LogModel::applyBody(const OutputGrew& event)
{
    std::uint64_t& known = m_lineCounts[event.launch];
    m_pages.setLineCount(event.launch, event.lines, event.firstChanged);
    const std::optional<std::uint64_t> changed
        = event.firstChanged < known ? rows().rowOf(event.launch, event.firstChanged)
                                     : std::nullopt;
    const bool grew = event.lines > known;
    if (grew) {
        m_allRows.appendLines(event.launch, known, event.lines - known);
        if (!m_launch || m_launch == event.launch)
            m_rows.appendLines(event.launch, known, event.lines - known);
        known = event.lines;
    }
    if (changed)
        Q_EMIT rowsChanged(*changed);
    if (grew)
        Q_EMIT rowsAppended();
}

void LogModel::applyBody(const TraceFound& event)
{
    m_traces.add(event);
    Q_EMIT traceMarked();
}

void LogModel::receive(const LinesAnswer& answer)
{
    m_pages.receive(answer);
    lowerRecords();
    Q_EMIT linesArrived();
}

void LogModel::addRecord(LogRecord record)
{
    const LaunchId launch = record.launch;
    const std::size_t number = m_records.size();
    if (!record.link)
        record.link = m_traces.findPlace(record.text);
    m_records.push_back(std::make_unique<LogRecord>(std::move(record)));
    m_allRows.appendRecord(launch, number);
    const bool isShown = !m_launch || m_launch == launch;
    if (isShown)
        m_rows.appendRecord(launch, number);
    Q_EMIT rowsAppended();
    if (isShown)
        Q_EMIT recordAdded(m_records.back()->text);
}

std::size_t LogModel::amendRecord(LogRecord record)
{
    const auto last
        = std::find_if(m_records.rbegin(), m_records.rend(), [&record](const auto& each) {
              return each->stop == record.stop;
          });
    if (last == m_records.rend()) {
        addRecord(std::move(record));
        return m_records.size() - 1;
    }
    record.time = (*last)->time;
    record.link = m_traces.findPlace(record.text);
    **last = std::move(record);
    Q_EMIT rowsChanged(0);
    if (!m_launch || m_launch == (*last)->launch)
        Q_EMIT recordAdded((*last)->text);
    return static_cast<std::size_t>(m_records.rend() - last) - 1;
}

void LogModel::clear()
{
    m_pages.clear();
    m_traces = {};
    m_records.clear();
    m_stopped.clear();
    m_lowerings.clear();
    m_offers = {};
    m_outcomes.emplace(m_tree);
    m_lineCounts.clear();
    m_allRows = {};
    m_launch.reset();
    rebuild();
}

void LogModel::setLaunch(std::optional<LaunchId> launch)
{
    if (m_launch == launch)
        return;
    m_launch = launch;
    rebuild();
}

void LogModel::setStream(std::optional<OutputStream> stream)
{
    if (m_stream == stream)
        return;
    m_stream = stream;
    rebuild();
}

void LogModel::rebuild()
{
    m_rows = m_launch ? m_allRows.ofLaunch(*m_launch) : m_allRows;
    m_streamScan.reset();
    m_streamRows.reset();
    if (m_stream)
        startStreamScan();
    Q_EMIT rowsReset();
}

void LogModel::startStreamScan()
{
    m_streamRows = std::make_unique<LogRows>();
    const auto keep = [this](std::uint64_t row, const LogRow& content) {
        const RowPosition position = m_rows.at(row);
        if (const auto* record = std::get_if<RecordPosition>(&position))
            m_streamRows->appendRecord(content.launch, record->record);
        else if (content.line != nullptr && content.line->stream == *m_stream)
            m_streamRows->appendLines(content.launch, content.line->index, 1);
    };
    m_streamScan = std::make_unique<LineScan>(
        *this, [this]() -> const LogRows& { return m_rows; }, keep);
    connect(m_streamScan.get(), &LineScan::advanced, this, &LogModel::rowsAppended);
}

LogRow LogModel::rowAt(const RowPosition& position, LinePages::Purpose purpose)
{
    if (const auto* record = std::get_if<RecordPosition>(&position)) {
        const LogRecord* content = m_records[record->record].get();
        return {nullptr, content, nullptr, content->launch, false, m_offers.find(content->stop)};
    }
    const auto& wanted = std::get<LinePosition>(position);
    LogRow row;
    row.launch = wanted.launch;
    row.line = m_pages.find(wanted.launch, wanted.index, purpose);
    row.isMissing = row.line == nullptr && isMissing(wanted);
    if (row.line != nullptr)
        row.trace = m_traces.find(wanted.launch, row.line->stream, row.line->number);
    return row;
}

std::optional<std::uint64_t> LogModel::rowOfStop(StopId stop) const
{
    const auto record = std::find_if(m_records.begin(), m_records.end(), [stop](const auto& each) {
        return each->stop == stop;
    });
    return record == m_records.end()
               ? std::nullopt
               : rows().rowOfRecord(static_cast<std::size_t>(record - m_records.begin()));
}

bool LogModel::isCurrent(const LinePosition& line) const
{
    return m_pages.isCurrent(line.launch, line.index);
}

bool LogModel::isMissing(const LinePosition& line) const
{
    return m_pages.isMissing(line.launch, line.index);
}

qsizetype LogModel::longestLaunchName()
{
    const auto& launches = m_tree.launches();
    if (std::exchange(m_launchesMeasured, launches.size()) != launches.size()) {
        m_longestName = 0;
        for (const auto& [id, launch] : launches)
            m_longestName = std::max(m_longestName, launchName(id).size());
    }
    return m_longestName;
}

QString LogModel::launchName(LaunchId launch) const
{
    return launchTitle(m_tree, launch);
}

} // namespace tw
