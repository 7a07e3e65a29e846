#pragma once

#include "ui/models/survivor_offers.h"

#include <QAccessibleInterface>
#include <QPointer>

namespace tw {

class LogView;

/// One action that a record of the log offers, as a link below the log: "Kill redis-server 4805".
/// Made and dropped by the LogAccessible above it; invalid once the offer is withdrawn.
class LogOfferAccessible final : public QAccessibleInterface, public QAccessibleActionInterface
{
public:
    LogOfferAccessible(LogView& view, StopId stop, SurvivorAction action);

    [[nodiscard]] bool isValid() const override;
    [[nodiscard]] QObject* object() const override { return nullptr; }
    [[nodiscard]] QWindow* window() const override;
    [[nodiscard]] QAccessibleInterface* parent() const override;
    [[nodiscard]] QAccessibleInterface* child(int /*index*/) const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface* childAt(int /*x*/, int /*y*/) const override
    {
        return nullptr;
    }
    [[nodiscard]] int childCount() const override { return 0; }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface* /*child*/) const override
    {
        return -1;
    }
    [[nodiscard]] QString text(QAccessible::Text kind) const override;
    void setText(QAccessible::Text /*kind*/, const QString& /*text*/) override {}
    [[nodiscard]] QRect rect() const override;
    [[nodiscard]] QAccessible::Role role() const override { return QAccessible::Link; }
    [[nodiscard]] QAccessible::State state() const override;
    void* interface_cast(QAccessible::InterfaceType type) override;

    [[nodiscard]] QStringList actionNames() const override;
    void doAction(const QString& actionName) override;
    [[nodiscard]] QStringList keyBindingsForAction(const QString& /*actionName*/) const override
    {
        return {};
    }

private:
    [[nodiscard]] const SurvivorOffer* offer() const;

    QPointer<LogView> m_view;
    StopId m_stop{};
    SurvivorAction m_action{};
};

} // namespace tw
