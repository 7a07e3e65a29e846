#pragma once

#include "ui/models/survivor_offers.h"

#include <QAccessibleWidget>
#include <QString>

#include <map>
#include <utility>
#include <vector>

namespace tw {

class LogView;

/// What a screen reader gets of the log: a text of the last rows up to the last one on the screen,
/// bounded, a row a line: time, process and what was said. What the records offer stands below it
/// as links.
class LogAccessible final : public QAccessibleWidget, public QAccessibleTextInterface
{
public:
    static constexpr std::uint64_t kMostRows = 300;
    static constexpr qsizetype kMostCharactersOfARow = 2000;

    explicit LogAccessible(LogView* view);
    LogAccessible(const LogAccessible&) = delete;
    LogAccessible& operator=(const LogAccessible&) = delete;
    ~LogAccessible() override;

    [[nodiscard]] QAccessibleInterface* child(int index) const override;
    [[nodiscard]] int childCount() const override;
    [[nodiscard]] int indexOfChild(const QAccessibleInterface* child) const override;
    void* interface_cast(QAccessible::InterfaceType type) override;
    [[nodiscard]] QAccessible::State state() const override;
    [[nodiscard]] QString text(QAccessible::Text kind) const override;

    void selection(int selectionIndex, int* startOffset, int* endOffset) const override;
    [[nodiscard]] int selectionCount() const override { return 0; }
    void addSelection(int startOffset, int endOffset) override;
    void removeSelection(int selectionIndex) override;
    void setSelection(int selectionIndex, int startOffset, int endOffset) override;
    [[nodiscard]] int cursorPosition() const override;
    void setCursorPosition(int position) override;
    [[nodiscard]] QString text(int startOffset, int endOffset) const override;
    [[nodiscard]] int characterCount() const override;
    [[nodiscard]] QRect characterRect(int offset) const override;
    [[nodiscard]] int offsetAtPoint(const QPoint& point) const override;
    void scrollToSubstring(int startIndex, int endIndex) override;
    [[nodiscard]] QString attributes(int offset, int* startOffset, int* endOffset) const override;

private:
    using Offer = std::pair<StopId, SurvivorAction>;
    [[nodiscard]] std::vector<Offer> offers() const;
    [[nodiscard]] QAccessibleInterface* linkOf(const Offer& offer) const;

    struct Rows
    {
        std::uint64_t first{0};
        std::uint64_t end{0};
    };

    [[nodiscard]] LogView& view() const;
    [[nodiscard]] Rows spokenRows() const;
    [[nodiscard]] QString spokenText() const;
    [[nodiscard]] std::uint64_t rowAtOffset(int offset) const;

    /// In Qt's registry, made when they are asked for.
    mutable std::map<Offer, QAccessible::Id> m_links{};
};

/// A row as it is said: "10:32:05.113 pytest stderr E assert 3".
[[nodiscard]] QString spokenRow(LogView& view, std::uint64_t row);

/// Makes the log speak; to be called before a LogView is asked for its interface.
void installLogAccessible();

/// Tells screen readers that a record of our own has come.
void announceRecord(LogView& view, const QString& text);

} // namespace tw
