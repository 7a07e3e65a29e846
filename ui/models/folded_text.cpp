#include "ui/models/folded_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <algorithm>

namespace tw {

namespace {

/// Gives the free functions of this file a context for translators.
struct FoldedText
{
    Q_DECLARE_TR_FUNCTIONS(tw::FoldedText)
};

constexpr qsizetype kKindsInCell = 3;

QStringList kinds(const EndTally& tally)
{
    using Kind = std::pair<std::optional<WaitStatus>, std::size_t>;
    std::vector<Kind> sorted(tally.begin(), tally.end());
    std::stable_sort(sorted.begin(), sorted.end(), [](const Kind& left, const Kind& right) {
        return left.second > right.second;
    });
    QStringList texts;
    for (const auto& [status, count] : sorted) {
        texts << QStringLiteral("%1 %2").arg(QLocale().toString(qulonglong{count}),
                                             status ? QString::fromStdString(status->text())
                                                    : FoldedText::tr("unknown"));
    }
    return texts;
}

} // namespace

QString foldedName(std::size_t children)
{
    return FoldedText::tr("%1 ended children").arg(QLocale().toString(qulonglong{children}));
}

QString foldedStatus(const EndTally& tally)
{
    QStringList texts = kinds(tally);
    if (texts.size() > kKindsInCell) {
        texts = texts.mid(0, kKindsInCell) << QString(QChar(0x2026));
    }
    return texts.join(QStringLiteral(" · "));
}

QString foldedToolTip(const EndTally& tally)
{
    return FoldedText::tr("Ended, with everything below them; open the row to see each:")
           + QLatin1Char('\n') + kinds(tally).join(QLatin1Char('\n'));
}

} // namespace tw
