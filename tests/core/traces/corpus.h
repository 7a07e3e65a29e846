#pragma once

#include "core/traces/trace.h"

#include <string>
#include <vector>

namespace tw {

/// A recorded output with the traces that a person found in it.
struct CorpusCase
{
    std::string name{};
    std::string bytes{};
    /// Only those of CPython, frames innermost first as ours.
    std::vector<Trace> expected{};
    /// The text does not tell where a message ends.
    bool tailUndecidable{false};
    /// Several writers over each other: the ground truth holds the extent only.
    bool framesUnrecorded{false};
};

/// The cases of one folder of the corpus; empty where there is no corpus.
[[nodiscard]] std::vector<CorpusCase> readCorpus(const std::string& folder);

/// How far what was found agrees with what was expected.
struct CorpusScore
{
    int expected{0};
    int found{0};
    int headExact{0};
    int tails{0};
    int tailExact{0};
    int typeExact{0};
    int framesExpected{0};
    int framesFound{0};
    int framesRight{0};
    int relations{0};
    int relationsRight{0};
    int unexpected{0};
    std::vector<std::string> differences{};

    void add(const CorpusCase& sample, const std::vector<Trace>& traces);
    [[nodiscard]] double framesF1() const;
    [[nodiscard]] std::string text() const;

private:
    void compare(const CorpusCase& sample, const Trace& want, const Trace& have);
    void compareFrames(const Trace& want, const Trace& have);
};

} // namespace tw
