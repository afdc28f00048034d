"""The model as the rest of the house sees it: protocols and values only; providers are imported by name."""

from model_gateway.embedder import Embedder
from model_gateway.gateway import ModelFailure, ModelGateway, ModelReply, ModelRequest, TextStream, read_json
from model_gateway.ledger import CallRecord, Ledger, MemoryLedger, Prices, ask

__all__ = [
    "CallRecord",
    "Embedder",
    "Ledger",
    "MemoryLedger",
    "ModelFailure",
    "ModelGateway",
    "ModelReply",
    "ModelRequest",
    "Prices",
    "TextStream",
    "ask",
    "read_json",
]
