#pragma once

#include "core/stream/event.h"
#include "core/tree/process_tree.h"
#include "ui/models/log_model.h"

#include <QString>

#include <deque>
#include <map>
#include <string>
#include <vector>

namespace tw {

/// The agent's end of a log, by hand: keeps lines of launches, tells the model that they are there
/// and answers its questions when told to.
class FakeLog
{
public:
    ProcessTree tree{};
    /// What was asked and not answered yet.
    std::deque<LinesRequest> asked{};
    std::size_t askedEver{0};
    LogModel model{tree, [this](LaunchId launch, std::uint64_t first, std::uint32_t count) {
                       ++askedEver;
                       asked.push_back({0, launch, first, count});
                   }};

    void launch(std::uint64_t id, std::vector<std::string> command)
    {
        const Launched launched{LaunchId{id},
                                ProcessKey{id},
                                Pid{4000 + static_cast<int>(id)},
                                std::move(command),
                                "/src",
                                TrackingMode::Exact,
                                {}};
        if (!tree.apply(m_now, launched))
            qFatal("the tree does not take the launch");
        m_launches[LaunchId{id}];
    }

    /// A line a string; those that begin with "!" go to stderr. Time goes on by a second a call.
    void write(std::uint64_t id,
               const std::vector<std::string>& texts,
               std::chrono::seconds later = std::chrono::seconds(1))
    {
        std::vector<Line>& lines = m_launches[LaunchId{id}];
        const std::uint64_t firstChanged = lines.size();
        m_now += later;
        for (const std::string& text : texts)
            lines.push_back(makeLine(lines, text));
        tell(LaunchId{id}, firstChanged);
    }

    /// Many equal lines, without time of their own.
    void flood(std::uint64_t id, std::size_t count, const std::string& bytes)
    {
        std::vector<Line>& lines = m_launches[LaunchId{id}];
        const std::uint64_t firstChanged = lines.size();
        for (std::size_t at = 0; at < count; ++at)
            lines.push_back(
                {lines.size(), lines.size() + 1, OutputStream::Stdout, m_now, bytes, true});
        tell(LaunchId{id}, firstChanged);
    }

    /// The last line of the launch grows.
    void grow(std::uint64_t id, const std::string& more)
    {
        std::vector<Line>& lines = m_launches[LaunchId{id}];
        lines.back().bytes += more;
        tell(LaunchId{id}, lines.size() - 1);
    }

    void find(std::uint64_t id, OutputStream stream, Trace trace)
    {
        model.apply({++m_sequence,
                     m_now,
                     TraceFound{TraceId{m_sequence}, LaunchId{id}, stream, {}, std::move(trace)}});
    }

    /// Anything else that happens, a second later.
    void say(EventBody body)
    {
        m_now += std::chrono::seconds(1);
        if (const auto* event = std::get_if<TreeEvent>(&body)) {
            if (!tree.apply(m_now, *event))
                qFatal("the tree does not take the event");
        }
        model.apply({++m_sequence, m_now, std::move(body)});
    }

    void record(std::uint64_t id, const QString& text)
    {
        model.addRecord({{}, m_now, LaunchId{id}, text, {}});
    }

    /// Answers the oldest question.
    void answerOne()
    {
        const LinesRequest request = asked.front();
        asked.pop_front();
        LinesAnswer answer{request.id, request.launch, {}};
        const std::vector<Line>& lines = m_launches[request.launch];
        for (std::uint64_t at = request.first;
             at < lines.size() && at < request.first + request.count;
             ++at)
            answer.lines.push_back(lines[at]);
        model.receive(answer);
    }

    void answerAll()
    {
        while (!asked.empty())
            answerOne();
    }

    /// The rows as text, a row a line; "…" where a line is not here.
    [[nodiscard]] QString text()
    {
        QString text;
        for (std::uint64_t row = 0; row < model.rowCount(); ++row) {
            const LogRow content = model.row(row);
            if (content.record != nullptr)
                text += QStringLiteral("-- ") + content.record->text;
            else if (content.line == nullptr)
                text += QStringLiteral("…");
            else
                text += model.launchName(content.launch) + QStringLiteral(": ")
                        + QString::fromStdString(content.line->bytes);
            text += u'\n';
        }
        return text;
    }

    /// The same, with everything fetched before.
    [[nodiscard]] QString fetchedText()
    {
        (void)text();
        answerAll();
        return text();
    }

    [[nodiscard]] Time now() const { return m_now; }

private:
    Line makeLine(const std::vector<Line>& lines, const std::string& text)
    {
        const bool isStderr = !text.empty() && text.front() == '!';
        Line line;
        line.index = lines.size();
        line.stream = isStderr ? OutputStream::Stderr : OutputStream::Stdout;
        line.number = 1;
        for (const Line& before : lines)
            line.number += before.stream == line.stream ? 1U : 0U;
        line.time = m_now;
        line.bytes = isStderr ? text.substr(1) : text;
        return line;
    }

    void tell(LaunchId launch, std::uint64_t firstChanged)
    {
        const std::uint64_t count = m_launches[launch].size();
        model.apply({++m_sequence, m_now, OutputGrew{launch, count, firstChanged, 0, 0}});
    }

    std::map<LaunchId, std::vector<Line>> m_launches{};
    std::uint64_t m_sequence{0};
    Time m_now{std::chrono::seconds(1'700'000'000)};
};

} // namespace tw
