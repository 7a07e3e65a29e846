#include "ui/models/log_model.h"

#include "ui/models/launch_title.h"
#include "ui/models/line_scan.h"

#include <algorithm>

namespace tw {

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
    if (const std::optional<StopOutcome> outcome = m_outcomes->onEvent(event))
        tell(*outcome);
}

void LogModel::tell(const StopOutcome& outcome)
{
    LogRecord record;
    record.stop = outcome.stop;
    record.time = outcome.ended;
    record.launch = m_stopped[outcome.stop];
    record.text = QString::fromStdString(outcome.text());
    if (outcome.amended)
        amendRecord(std::move(record));
    else
        addRecord(std::move(record));
}

void LogModel::applyBody(const StopBegan& event)
{
    const Process* target = m_tree.find(event.target);
    m_stopped[event.stop] = target == nullptr ? LaunchId{} : target->launch;
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

void LogModel::amendRecord(LogRecord record)
{
    const auto last
        = std::find_if(m_records.rbegin(), m_records.rend(), [&record](const auto& each) {
              return each->stop == record.stop;
          });
    if (last == m_records.rend()) {
        addRecord(std::move(record));
        return;
    }
    record.time = (*last)->time;
    record.link = m_traces.findPlace(record.text);
    **last = std::move(record);
    Q_EMIT rowsChanged(0);
    if (!m_launch || m_launch == (*last)->launch)
        Q_EMIT recordAdded((*last)->text);
}

void LogModel::clear()
{
    m_pages.clear();
    m_traces = {};
    m_records.clear();
    m_stopped.clear();
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
        return {nullptr, content, nullptr, content->launch, false};
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

bool LogModel::isCurrent(const LinePosition& line) const
{
    return m_pages.isCurrent(line.launch, line.index);
}

bool LogModel::isMissing(const LinePosition& line) const
{
    return m_pages.isMissing(line.launch, line.index);
}

QString LogModel::launchName(LaunchId launch) const
{
    return launchTitle(m_tree, launch);
}

} // namespace tw
