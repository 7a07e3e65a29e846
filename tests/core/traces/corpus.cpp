#include "corpus.h"

#include "trace_text.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <tuple>

#include <nlohmann/json.hpp>

namespace tw {

namespace {

using nlohmann::json;

std::string stringAt(const json& object, const char* key)
{
    const auto it = object.find(key);
    return it != object.end() && it->is_string() ? it->get<std::string>() : std::string{};
}

TraceRelation relationOf(const std::string& name)
{
    for (const auto relation : {TraceRelation::Cause,
                                TraceRelation::Context,
                                TraceRelation::Member,
                                TraceRelation::RemoteCause,
                                TraceRelation::Thread,
                                TraceRelation::Part})
        if (relationName(relation) == name)
            return relation;
    return TraceRelation::None;
}

Frame frameOf(const json& node)
{
    Frame frame{};
    frame.function = stringAt(node, "function");
    frame.file = stringAt(node, "file");
    if (node.contains("line") && node["line"].is_number())
        frame.line = node["line"].get<std::uint32_t>();
    return frame;
}

Trace traceOf(const json& node)
{
    Trace trace{};
    trace.runtime = "python";
    trace.firstLine = node["first_line"];
    trace.lastLine = node["last_line"];
    trace.complete = !node.contains("truncated");
    trace.relation = relationOf(stringAt(node, "relation"));
    if (node.contains("exception") && node["exception"].is_object()) {
        trace.type = stringAt(node["exception"], "type");
        trace.message = stringAt(node["exception"], "message");
    }
    for (const auto& frame : node["frames"])
        trace.frames.push_back(frameOf(frame));
    if (stringAt(node, "frame_order") == "outermost-first")
        std::reverse(trace.frames.begin(), trace.frames.end());
    for (const auto& child : node["children"])
        trace.children.push_back(traceOf(child));
    return trace;
}

bool isPython(const json& node)
{
    const auto kind = stringAt(node, "kind");
    return kind.rfind("cpython", 0) == 0 || kind.rfind("pytest", 0) == 0;
}

CorpusCase caseOf(const json& root)
{
    CorpusCase sample{};
    sample.name = stringAt(root, "case");
    const auto notes = stringAt(root, "notes");
    sample.tailUndecidable = notes.find("not decidable") != std::string::npos;
    for (const auto& tag : root["tags"])
        sample.framesUnrecorded = sample.framesUnrecorded || tag == "no_frames";
    for (const auto& node : root["traces"])
        if (isPython(node))
            sample.expected.push_back(traceOf(node));
    return sample;
}

using FrameName = std::tuple<std::string, std::string, std::uint32_t>;

void countFrames(const Trace& trace, std::map<FrameName, int>& counts)
{
    for (const auto& frame : trace.frames)
        ++counts[{frame.function, frame.file, frame.line.value_or(0)}];
    for (const auto& child : trace.children)
        countFrames(child, counts);
}

void countRelations(const Trace& trace, std::map<std::string, int>& counts)
{
    for (const auto& child : trace.children) {
        ++counts[std::string{relationName(child.relation)} + " of " + trace.type + ": "
                 + child.type];
        countRelations(child, counts);
    }
}

template <typename Key>
int totalOf(const std::map<Key, int>& counts)
{
    int total = 0;
    for (const auto& [key, count] : counts)
        total += count;
    return total;
}

template <typename Key>
int commonOf(const std::map<Key, int>& a, const std::map<Key, int>& b)
{
    int common = 0;
    for (const auto& [key, count] : a) {
        const auto it = b.find(key);
        common += it == b.end() ? 0 : std::min(count, it->second);
    }
    return common;
}

bool overlap(const Trace& a, const Trace& b)
{
    return a.firstLine <= b.lastLine && b.firstLine <= a.lastLine;
}

} // namespace

std::vector<CorpusCase> readCorpus(const std::string& folder)
{
    std::vector<CorpusCase> cases;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator{folder, error}) {
        if (entry.path().extension() != ".json")
            continue;
        auto sample = caseOf(json::parse(readBytes(entry.path().string())));
        auto text = entry.path();
        sample.bytes = readBytes(text.replace_extension(".txt").string());
        cases.push_back(std::move(sample));
    }
    std::sort(
        cases.begin(), cases.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return cases;
}

void CorpusScore::add(const CorpusCase& sample, const std::vector<Trace>& traces)
{
    std::vector<bool> used(traces.size(), false);
    for (const auto& want : sample.expected) {
        ++expected;
        std::size_t best = traces.size();
        for (std::size_t i = traces.size(); i-- > 0;)
            if (!used[i] && overlap(want, traces[i])
                && (best == traces.size() || traces[i].firstLine == want.firstLine))
                best = i;
        if (best == traces.size())
            continue;
        used[best] = true;
        ++found;
        compare(sample, want, traces[best]);
    }
    const auto extra = std::count(used.begin(), used.end(), false);
    unexpected += static_cast<int>(extra);
    const bool differs = extra > 0 || textOf(sample.expected) != textOf(traces);
    if (differs)
        differences.push_back(sample.name + "\nexpected:\n" + textOf(sample.expected) + "found:\n"
                              + textOf(traces));
}

void CorpusScore::compare(const CorpusCase& sample, const Trace& want, const Trace& have)
{
    headExact += want.firstLine == have.firstLine ? 1 : 0;
    typeExact += want.type == have.type ? 1 : 0;
    if (!sample.tailUndecidable) {
        ++tails;
        tailExact += want.lastLine == have.lastLine ? 1 : 0;
    }
    if (!sample.framesUnrecorded)
        compareFrames(want, have);
}

void CorpusScore::compareFrames(const Trace& want, const Trace& have)
{
    std::map<FrameName, int> wanted;
    std::map<FrameName, int> had;
    countFrames(want, wanted);
    countFrames(have, had);
    framesExpected += totalOf(wanted);
    framesFound += totalOf(had);
    framesRight += commonOf(wanted, had);
    std::map<std::string, int> wantedRelations;
    std::map<std::string, int> hadRelations;
    countRelations(want, wantedRelations);
    countRelations(have, hadRelations);
    relations += totalOf(wantedRelations);
    relationsRight += commonOf(wantedRelations, hadRelations);
}

double CorpusScore::framesF1() const
{
    const int sum = framesExpected + framesFound;
    return sum == 0 ? 1.0 : 2.0 * framesRight / sum;
}

std::string CorpusScore::text() const
{
    const auto part = [](const char* name, int right, int of) {
        return std::string{name} + " " + std::to_string(right) + "/" + std::to_string(of) + "  ";
    };
    return part("found", found, expected) + part("head", headExact, expected)
           + part("tail", tailExact, tails) + part("type", typeExact, expected)
           + part("relations", relationsRight, relations) + "frames F1 "
           + std::to_string(framesF1()) + "  unexpected " + std::to_string(unexpected);
}

} // namespace tw
