"""What the shop is: brands, channels, people, customers, orders."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Field, SQLModel

from reply_core.tables.columns import json_list, json_object, long_text, time_of


class Brand(SQLModel, table=True):
    id: str = Field(primary_key=True)
    name: str
    language: str = "ru"
    time_zone: str = "Europe/Moscow"
    calendar: dict[str, Any] = json_object()
    allowed_links: list[str] = json_list()


class ChannelSetting(SQLModel, table=True):
    __tablename__ = "channel"
    id: str = Field(primary_key=True)
    brand_id: str = Field(foreign_key="brand.id", index=True)
    kind: str
    target_minutes: int | None = None


class Operator(SQLModel, table=True):
    id: str = Field(primary_key=True)
    name: str
    team: str = ""
    hired_on: date | None = None
    active: bool = True


class Customer(SQLModel, table=True):
    id: str = Field(primary_key=True)
    name: str = ""
    vip: bool = False
    points: int | None = None
    facts: dict[str, Any] = json_object()


class OrderRecord(SQLModel, table=True):
    __tablename__ = "order_record"
    brand_id: str = Field(primary_key=True)
    number: str = Field(primary_key=True)
    customer_id: str = Field(default="", index=True)
    fields: dict[str, Any] = json_object()
    text: str = long_text()
    updated_at: datetime = time_of()
