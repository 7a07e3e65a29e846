#include "ui/views/process_delegate.h"

#include "ui/models/process_text.h"
#include "ui/views/icon.h"

#include <QFontDatabase>
#include <QPainter>
#include <QWidget>

namespace tw {

namespace {

constexpr int kIconSize = 14;
constexpr int kIconSpace = 20;

ProcessState stateOf(const QModelIndex& index)
{
    return static_cast<ProcessState>(index.data(ProcessTreeModel::StateRole).toInt());
}

StatusKind statusOf(const QModelIndex& index)
{
    return static_cast<StatusKind>(index.data(ProcessTreeModel::StatusKindRole).toInt());
}

QColor stateColor(ProcessState state, const QPalette& palette)
{
    const StateColors& colors = stateColors(themeOf(palette));
    switch (state) {
    case ProcessState::Running:
        return colors.running;
    case ProcessState::Quiet:
        return colors.quiet;
    case ProcessState::DiskSleep:
        return colors.diskSleep;
    case ProcessState::Stopped:
    case ProcessState::Traced:
        return colors.stopped;
    case ProcessState::Zombie:
        return colors.failed;
    case ProcessState::Sleeping:
    case ProcessState::Exited:
        break;
    }
    return dimmed(palette);
}

QColor iconColor(const QModelIndex& index, const QPalette& palette)
{
    return statusOf(index) == StatusKind::Failed ? stateColors(themeOf(palette)).failed
                                                 : stateColor(stateOf(index), palette);
}

QColor statusColor(StatusKind kind, const QPalette& palette)
{
    switch (kind) {
    case StatusKind::Failed:
        return stateColors(themeOf(palette)).failed;
    case StatusKind::Warning:
    case StatusKind::Note:
        return stateColors(themeOf(palette)).quiet;
    case StatusKind::Succeeded:
    case StatusKind::None:
        break;
    }
    return dimmed(palette);
}

QFont cellFont(const QModelIndex& index, const QFont& font)
{
    if (index.column() == static_cast<int>(ProcessColumn::Command)) {
        QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        fixed.setPointSizeF(font.pointSizeF() * 0.95);
        return fixed;
    }
    QFont result = font;
    const bool launchName = index.column() == static_cast<int>(ProcessColumn::Name)
                            && index.data(ProcessTreeModel::LaunchRole).toBool();
    const bool waitsForDisk = index.column() == static_cast<int>(ProcessColumn::State)
                              && stateOf(index) == ProcessState::DiskSleep;
    result.setBold(launchName || waitsForDisk);
    return result;
}

bool hasIcon(const QModelIndex& index)
{
    return index.column() == static_cast<int>(ProcessColumn::Name)
           || (index.column() == static_cast<int>(ProcessColumn::Status)
               && statusOf(index) == StatusKind::Warning);
}

} // namespace

QString stateIcon(const QModelIndex& index)
{
    // A colour alone would not say that it has just come or gone.
    const auto fresh = static_cast<Freshness>(index.data(ProcessTreeModel::FreshnessRole).toInt());
    if (fresh == Freshness::Born) {
        return QStringLiteral("add");
    }
    if (fresh == Freshness::Ended && statusOf(index) != StatusKind::Failed) {
        return QStringLiteral("remove");
    }
    switch (stateOf(index)) {
    case ProcessState::Running:
        return QStringLiteral("state-running");
    case ProcessState::Sleeping:
        return QStringLiteral("state-sleeping");
    case ProcessState::Quiet:
        return QStringLiteral("state-quiet");
    case ProcessState::DiskSleep:
        return QStringLiteral("state-disk-sleep");
    case ProcessState::Stopped:
    case ProcessState::Traced:
        return QStringLiteral("state-stopped");
    case ProcessState::Zombie:
        return QStringLiteral("state-zombie");
    case ProcessState::Exited:
        break;
    }
    return statusOf(index) == StatusKind::Failed ? QStringLiteral("state-failed")
                                                 : QStringLiteral("state-ended");
}

QColor cellColor(const QModelIndex& index, const QPalette& palette)
{
    const bool ended = stateOf(index) == ProcessState::Exited;
    if (!index.data(ProcessTreeModel::MatchRole).toBool()) {
        return dimmed(palette); // there for the sake of what is below it
    }
    switch (static_cast<ProcessColumn>(index.column())) {
    case ProcessColumn::State:
        return stateColor(stateOf(index), palette);
    case ProcessColumn::Status:
        return statusColor(statusOf(index), palette);
    case ProcessColumn::Command:
        return dimmed(palette);
    default:
        return ended ? dimmed(palette) : palette.color(QPalette::Text);
    }
}

void ProcessDelegate::paint(QPainter* painter,
                            const QStyleOptionViewItem& option,
                            const QModelIndex& index) const
{
    const bool selected = option.state & QStyle::State_Selected;
    const QPalette& palette = option.palette;
    const QColor highlight = palette.color(QPalette::Highlight);
    const QColor onHighlight = palette.color(QPalette::HighlightedText);
    const auto shown = [&](const QColor& color) {
        return selected ? readable(color, highlight, onHighlight) : color;
    };
    QRect rect = option.rect.adjusted(kPadding, 0, -kPadding, 0);
    const auto paintBefore = [&](const QString& name, const QColor& color) {
        const QRect place(rect.left(), rect.center().y() + 1 - kIconSize / 2, kIconSize, kIconSize);
        paintIcon(*painter, place, name, shown(color));
        rect.setLeft(rect.left() + kIconSpace);
    };
    if (index.column() == static_cast<int>(ProcessColumn::Name)) {
        rect.setLeft(option.rect.left() + 2);
        if (index.data(ProcessTreeModel::FoldedRole).toBool()) {
            rect.setLeft(rect.left() + kIconSpace);
        } else {
            paintBefore(stateIcon(index), iconColor(index, palette));
        }
    } else if (index.column() == static_cast<int>(ProcessColumn::Status)
               && statusOf(index) == StatusKind::Warning) {
        paintBefore(QStringLiteral("warning"), cellColor(index, palette));
    }
    // A folded row has no command: how its children ended has the room to itself.
    if (index.column() == static_cast<int>(ProcessColumn::Status) && option.widget != nullptr
        && index.data(ProcessTreeModel::FoldedRole).toBool()) {
        rect.setRight(option.widget->width());
    }
    const QFont font = cellFont(index, option.font);
    painter->setFont(font);
    painter->setPen(shown(cellColor(index, palette)));
    const QString text
        = QFontMetrics(font).elidedText(index.data().toString(), Qt::ElideRight, rect.width());
    painter->drawText(rect, index.data(Qt::TextAlignmentRole).toInt() | Qt::TextSingleLine, text);
}

QSize ProcessDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QFontMetrics metrics(cellFont(index, option.font));
    return {metrics.horizontalAdvance(index.data().toString()) + 2 * kPadding
                + (hasIcon(index) ? kIconSpace : 0),
            option.fontMetrics.height() + 6};
}

} // namespace tw
