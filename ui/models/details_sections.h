#pragma once

#include "ui/models/details_content.h"

#include <QCoreApplication>

namespace tw {

// The sections of the details, each made of one part of ProcessDetails. A part that could not be
// read is one row that says why.

/// Their context for translators.
struct DetailsText
{
    Q_DECLARE_TR_FUNCTIONS(tw::DetailsText)
};

/// A section of names and values.
[[nodiscard]] DetailsSection valueSection(const QString& title);
void addValue(DetailsSection& section, const QString& name, const QString& value);

/// argv as one line that a shell would read.
void addCommandLine(DetailsSection& section, const std::vector<std::string>& words);

[[nodiscard]] DetailsSection commandSection(const ProcessDetails& details);
[[nodiscard]] DetailsSection environmentSection(const Result<Bounded<std::string>>& part);
[[nodiscard]] DetailsSection identitySection(const Result<ProcessIdentity>& part);
[[nodiscard]] DetailsSection signalsSection(const Result<SignalSets>& part);
[[nodiscard]] DetailsSection descriptorsSection(const Result<Bounded<OpenDescriptor>>& part);
[[nodiscard]] DetailsSection threadsSection(const Result<ThreadList>& part);
[[nodiscard]] DetailsSection memorySection(const Result<MemoryDetails>& part);
[[nodiscard]] DetailsSection limitsSection(const Result<std::vector<ResourceLimit>>& part);

} // namespace tw
